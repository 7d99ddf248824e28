import ArgumentParser
import Foundation
import Journal
import Rekey

/// Prints rows of one of the record's views.
struct RecordRows {
    let global: GlobalOptions

    /// - Parameter run: `nil` for rows of all runs.
    func print(
        _ view: Record.View, run: RunReference?, where filters: [Record.Filter] = [], newestFirst: Bool = false,
        columns: [String]
    ) throws {
        let record = try Record(path: global.place.database)
        var filters = filters
        if let run { filters.append(.init("run", String(try Self.number(run, in: record)))) }
        var printer = RowPrinter(
            global.output, columns: columns, ink: Ink(global.color, on: STDOUT_FILENO), dispensable: Self.dispensable)
        printer.begin()
        try record.forEach(view, where: filters, newestFirst: newestFirst) { row in
            try printer.row(row.map { OutputValue($0.cell) })
        }
        try printer.end()
    }

    static func number(_ run: RunReference, in record: Record) throws -> Int64 {
        guard let number = try record.runNumber(run) else { throw RequestError(run.missing) }
        return number
    }

    private static let dispensable = [
        "plan", "outcome", "started_at", "run", "finished_at", "attempts", "error_kind", "in_doubt",
        "method",
    ]
    /// The documented columns of the views.
    static let outcomeColumns = [
        "run", "plan", "app_id", "secret_name", "state", "outcome", "status_code", "attempts", "error_kind", "error",
        "started_at", "finished_at", "in_doubt",
    ]
    static let attemptColumns = [
        "run", "plan", "app_id", "secret_name", "number", "started_at", "duration_ms", "status_code", "error_kind",
        "error", "method",
    ]
}
