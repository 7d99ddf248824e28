import ArgumentParser
import Foundation
import Journal
import Rekey

struct RunsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "runs", abstract: "List the runs, latest first.",
        discussion: "Example: rekey runs -o csv")

    @OptionGroup var global: GlobalOptions

    @Flag(help: "Also list adoptions, which are recorded like runs but send nothing.")
    var adoptions = false

    func run() throws {
        let record = try JournalReader(path: global.place.database)
        let isAlive = RunnerLock.isHeld(database: record.path)
        let tableColumns = [
            "run", "plan", "revision", "state", "items", "succeeded", "failed", "unknown", "skipped", "pending",
            "started_at", "finished_at",
        ]
        let columns = global.output == .table ? tableColumns : Self.columns
        var printer = RowPrinter(
            global.output, columns: columns, ink: TextStyle(global.color, on: STDOUT_FILENO),
            dispensable: ["revision", "finished_at", "skipped", "pending", "unknown"])
        printer.begin()
        try record.forEach(.runSummary, where: adoptions ? [] : [.sending], newestFirst: true) { row in
            let view = RunView(row, isAlive: isAlive)
            guard global.output == .json || global.output == .yaml, case .object(let fields) = view.object else {
                return try printer.row(columns.map { $0 == "state" ? shownState(view) : view.value($0) })
            }
            try printer.row(fields.map(\.1))
        }
        try printer.end()
    }

    private func shownState(_ view: RunView) -> OutputValue {
        global.output == .table && view.text("trigger") == "adopt" ? .text("adopted") : view.value("state")
    }

    /// All columns of the view `run_summary` (docs: TheDatabaseAsAnInterface).
    static let columns = [
        "run", "uuid", "plan", "revision", "state", "trigger", "shard", "items", "succeeded", "failed", "unknown",
        "skipped", "pending", "attempts", "started_at", "finished_at", "stop_reason",
    ]
}
