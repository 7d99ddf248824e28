import ArgumentParser
import Journal
import Logging
import Rekey

struct CancelCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cancel", abstract: "Give a run up and shred its sealed values.",
        discussion: "Example: rekey cancel 12 --yes")

    @OptionGroup var global: GlobalOptions

    @Argument(help: ArgumentHelp("The run's number or UUID.", valueName: "run"))
    var number: String

    @OptionGroup var confirmation: Confirmation

    func run() async throws {
        try confirmation.ask(
            "Give run \(number) up and shred its values", consequence: "cancelling shreds the values of run \(number)")
        let (store, _) = try await Store.open(global.place, creates: false)
        let id = try await Rotation(store: store, request: RunRequest(), watch: RunWatch()).cancel(number)
        global.logger.notice("run \(id) is cancelled; its values are shredded")
        if global.output != .table {
            try RunPrinter(global, record: try Record(path: store.journal.path)).print(runs: [id])
        }
    }
}
