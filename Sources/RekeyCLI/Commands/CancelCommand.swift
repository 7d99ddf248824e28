import ArgumentParser
import Foundation
import Logging
import Rekey

#if canImport(Glibc)
    import Glibc
#endif

struct CancelCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cancel", abstract: "Give a run up and shred its sealed values.",
        discussion: "Example: rekey cancel 12 --yes")

    @OptionGroup var global: GlobalOptions

    @Argument(help: ArgumentHelp("The run's number or UUID.", valueName: "run"))
    var number: String

    @Flag(help: "Do not ask.")
    var yes = false

    func run() async throws {
        if !yes { try confirm() }
        let (store, _) = try await Store.open(global.place, creates: false)
        let id = try await Rotation(store: store, request: RunRequest(), watch: RunWatch()).cancel(number)
        global.logger.notice("run \(id) is cancelled; its values are shredded")
    }

    private func confirm() throws {
        guard isatty(STDIN_FILENO) == 1 else {
            throw RequestError("cancelling shreds the values of run \(number); confirm it with --yes")
        }
        StandardError.write("Give run \(number) up and shred its values? [y/N] ")
        guard ["y", "yes"].contains(readLine()?.lowercased() ?? "") else {
            throw RequestError("run \(number) was left as it is")
        }
    }
}
