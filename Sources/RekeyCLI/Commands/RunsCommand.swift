import ArgumentParser
import Foundation
import Journal
import Model
import Rekey
import Report

struct RunsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "runs", abstract: "List the runs, latest first.",
        discussion: "Example: rekey runs -o csv")

    @OptionGroup var global: GlobalOptions

    @Flag(help: "Also list adoptions, which are recorded like runs but send nothing.")
    var adoptions = false

    func run() throws {
        let record = try JournalReader(path: global.place.database)
        let tableColumns: [RunColumn] =
            [.run, .plan, .revision, .state, .items] + RunColumn.outcomes + [.startedAt, .finishedAt]
        let columns = global.output == .table ? tableColumns : RunColumn.allCases
        var printer = RowPrinter(
            global.output, columns: columns.map(\.rawValue), ink: TextStyle(global.color, on: STDOUT_FILENO),
            dispensable: ["revision", "finished_at", "skipped", "pending", "unknown"])
        printer.begin()
        try record.forEach(.runSummary, where: adoptions ? [] : [.sending], newestFirst: true) { row in
            let run = SummaryRow(row)
            switch global.output {
            case .json, .yaml: try printer.row(run.fields(repeatsCounts: true).map(\.1))
            case .csv: try printer.row(run.row.map(\.1))
            case .table: try printer.row(columns.map { shown($0, of: run) })
            }
        }
        try printer.end()
    }

    private func shown(_ column: RunColumn, of run: SummaryRow) -> OutputValue {
        let isAdoption = column == .state && run.value(of: .trigger)?.cell == "adopt"
        return isAdoption ? .text("adopted") : run.value(of: column) ?? .null
    }
}

/// A row of `run_summary` as it is: to count what is in doubt in every run would take too long for a list.
private struct SummaryRow: RunFields {
    private let cells: [String: JournalReader.Cell]

    init(_ row: [(column: String, cell: JournalReader.Cell)]) {
        cells = Dictionary(row.map { ($0.column, $0.cell) }) { first, _ in first }
    }

    func value(of column: RunColumn) -> OutputValue? { cells[column.rawValue].map(OutputValue.init) }
}
