import ArgumentParser
import Journal
import Model
import Rekey

struct AuditVerifyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Check whether the audit trail, or an outcome that it confirms, was changed.",
        discussion: """
            Names the first row that was changed, added or removed, and exits with 1. Then compares the trail with \
            the record: each run, plan revision and login must have its row, and the outcomes of each run must be \
            those at its end. Changes nothing, so it also works on a read-only disk. With --head, also checks that \
            the trail still has the row whose hash a run printed at its end.

            Example: rekey audit verify
            """)

    @OptionGroup var global: GlobalOptions

    @Option(help: "A head that you stored elsewhere, in the form in which runs print it (rows:hash).")
    var head: String?

    func run() async throws {
        let store = try await Store.examine(global.place)
        let verdict = try await store.journal.verifyAudit(store.auditor)
        if case .whole(let end) = verdict {
            if let head, try await !store.journal.hasAuditRow(try AnchorText(head).head) {
                return try report(
                    "other", ["the trail does not have the row of \(head): it is another trail, or it was rewritten"])
            }
            let text = AnchorText(end).text
            guard global.output == .table else { return try printRows([row("whole", rows: end.count, head: text)]) }
            return try StandardOutput.line("the audit trail is whole: \(end.count) rows, head \(text)")
        }
        switch verdict {
        case .whole: break
        case .changed(let row): try report("changed", ["row \(row) of the audit trail was changed"], row: row)
        case .missing(let row): try report("missing", ["row \(row) of the audit trail is missing"], row: row)
        case .foreign(let row):
            try report("foreign", ["row \(row) of the audit trail was not written by rekey"], row: row)
        case .noHead: try report("no_head", ["the head of the audit trail is missing or does not open"])
        case .contradicted(let faults): try report("contradicted", faults)
        }
    }

    /// - Throws: always, with the exit code.
    private func report(_ result: String, _ faults: [String], row number: Int64? = nil) throws {
        if global.output == .table {
            for fault in faults { try StandardOutput.line(fault) }
        } else {
            try printRows(faults.map { row(result, number: number, detail: $0) })
        }
        throw ExitCode(.someFailed)
    }

    private func printRows(_ rows: [[OutputValue]]) throws {
        var printer = RowPrinter(global.output, columns: ["result", "row", "rows", "head", "detail"])
        printer.begin()
        for row in rows { try printer.row(row) }
        try printer.end()
    }

    private func row(
        _ result: String, number: Int64? = nil, rows: Int64? = nil, head: String? = nil, detail: String? = nil
    ) -> [OutputValue] {
        [
            .text(result), number.map { .integer($0) } ?? .null, rows.map { .integer($0) } ?? .null,
            head.map { .text($0) } ?? .null, detail.map { .text($0) } ?? .null,
        ]
    }
}
