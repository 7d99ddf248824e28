import ArgumentParser
import Journal
import Logging
import Model
import Rekey

struct PlanRemoveCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "remove", abstract: "Remove a plan; the record of its runs stays.",
        discussion: "Example: rekey plan remove nightly-db-passwords")

    @OptionGroup var global: GlobalOptions

    @Argument(help: "The plan's name.")
    var name: String

    @OptionGroup var confirmation: Confirmation

    func run() async throws {
        let (store, _) = try await Store.open(global.place, creates: false)
        let planning = PlanCatalog(journal: store.journal)
        let row = try await planning.row(name)
        if try await store.journal.hasSchedule(name) {
            let targets = LookupOutline(definition: row.definition).counted(row.targets)
            let what = "plan \(name) (targets: \(targets.isEmpty ? "not known" : targets))"
            try confirmation.ask(
                "Remove \(what) with its schedule", consequence: "removing \(what) ends its scheduled runs")
        }
        try await planning.remove(name)
        global.logger.notice("plan \(name) is removed")
        if global.output != .table {
            try RowPrinter.print(global.output, [("plan", .text(name)), ("change", .text("removed"))])
        }
    }
}
