import ArgumentParser
import Logging
import Rekey

struct PlanRemoveCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "remove", abstract: "Take a plan away. Its runs and their record stay.",
        discussion: "Example: rekey plan remove nightly-db-passwords")

    @OptionGroup var global: GlobalOptions

    @Argument(help: "The plan's name.")
    var name: String

    func run() async throws {
        let (store, _) = try await Store.open(global.place, creates: false)
        try await Planning(journal: store.journal).remove(name)
        global.logger.notice("plan \(name) is removed")
        if global.output != .table {
            try RowPrinter.print(global.output, [("plan", .text(name)), ("change", .text("removed"))])
        }
    }
}
