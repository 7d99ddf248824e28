import ArgumentParser
import Foundation
import Journal
import Model
import Rekey
import Report

/// Prints rows of one of the record's views.
struct RecordRows {
    let global: GlobalOptions

    /// - Parameter run: `nil` for rows of all runs.
    func print(
        _ view: JournalReader.View, run: RunReference?, where filters: [JournalReader.Filter] = [],
        newestFirst: Bool = false,
        columns: [String]
    ) throws {
        let record = try JournalReader(path: global.place.database)
        var filters = filters
        if let run { filters.append(.init("run", String(try Self.number(run, in: record)))) }
        let isTable = global.output == .table
        let columns = isTable ? Self.withNameBesideID(columns) : columns
        let adoptions = isTable ? try record.adoptions() : []
        var printer = RowPrinter(
            global.output, columns: columns.map { isTable && $0 == "app_name" ? "name" : $0 },
            ink: TextStyle(global.color, on: STDOUT_FILENO), dispensable: Self.dispensable,
            ifFilled: ["name"])
        printer.begin()
        try record.forEach(view, where: filters, newestFirst: newestFirst) { row in
            let cells = Dictionary(row.map { ($0.column, $0.cell) }) { first, _ in first }
            let isAdoption = if case .integer(let run) = cells["run"] { adoptions.contains(run) } else { false }
            try printer.row(
                columns.map { column in
                    // In the record an adoption is a run that skipped the adopted items.
                    isAdoption && ["state", "outcome"].contains(column)
                        ? .text("adopted") : OutputValue(cells[column] ?? .null)
                })
        }
        try printer.end()
    }

    private static func withNameBesideID(_ columns: [String]) -> [String] {
        columns.filter { $0 != "app_name" }.flatMap { $0 == "app_id" ? [$0, "app_name"] : [$0] }
    }

    static func number(_ run: RunReference, in record: JournalReader) throws -> Int64 {
        guard let number = try record.runNumber(run) else { throw NotFound.run(run) }
        return number
    }

    private static let dispensable = [
        "plan", "outcome", "started_at", "run", "finished_at", "attempts", "error_kind", "in_doubt",
        "method", "name", "action", "k8s_name",
    ]
    /// The documented columns of the views, and the app's name.
    static let outcomeColumns = CSVReport.columns
    static let attemptColumns = [
        "run", "plan", "app_id", "secret_name", "number", "started_at", "duration_ms", "status_code", "error_kind",
        "error", "method", "app_name",
    ]
}
