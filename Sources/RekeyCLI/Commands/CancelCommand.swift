import ArgumentParser
import Logging
import Rekey

struct CancelCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cancel", abstract: "Give a run up and shred its sealed values.",
        discussion: "Example: rekey cancel 12 --yes")

    @OptionGroup var global: GlobalOptions

    @Argument(help: ArgumentHelp("The run's number or UUID, or latest.", valueName: "run"))
    var number: String

    @OptionGroup var latest: LatestOption

    @OptionGroup var confirmation: Confirmation

    func run() async throws {
        let run = try latest.reference(number)
        try confirmation.ask(
            "Give run \(number) up and shred its values", consequence: "cancelling shreds the values of run \(number)")
        let (store, _) = try await Store.open(global.place, creates: false)
        let id = try await Rotation(store: store, request: RunRequest(), watch: RunWatch()).cancel(run)
        global.logger.notice("run \(id) is cancelled; its values are shredded")
    }
}
