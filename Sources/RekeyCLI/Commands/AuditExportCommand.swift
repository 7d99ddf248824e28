import ArgumentParser
import Journal
import Model
import Rekey
import Report

struct AuditExportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export", abstract: "Print the audit trail as JSON lines.",
        discussion: """
            With -o json, yaml or csv, prints a list of the same rows instead.

            Example: rekey audit export | tail -20
            """)

    @OptionGroup var global: GlobalOptions

    func run() async throws {
        let journal = try Journal(path: global.place.database, access: .readOnly)
        guard global.output == .table else { return try await journal.printAuditRows(global.output) }
        try await journal.forEachAuditRow { row in
            let hash = AnchorText.hex(row.hash)
            let time = Timestamp.text(microseconds: row.at)
            try StandardOutput.line(row.text.dropLast() + ",\"time\":\"\(time)\",\"hash\":\"\(hash)\"}")
        }
    }
}

extension Journal {
    /// The fields of the lines, in the same order.
    fileprivate func printAuditRows(_ format: OutputFormat) throws {
        var printer = RowPrinter(
            format,
            columns: [
                "id", "at", "actor", "host", "action", "plan", "revision", "run", "app_id", "secret_name", "detail",
                "time", "hash",
            ])
        printer.begin()
        try forEachAuditRow { row in
            let text = { (text: String?) in text.map { OutputValue.text($0) } ?? .null }
            try printer.row([
                .integer(row.id), .integer(row.at), .text(row.actor), .text(row.host), .text(row.action),
                text(row.plan), row.revision.map { .integer(Int64($0)) } ?? .null,
                row.run.map { .integer($0) } ?? .null, text(row.appID), text(row.secretName), text(row.detail),
                .text(Timestamp.text(microseconds: row.at)), .text(AnchorText.hex(row.hash)),
            ])
        }
        try printer.end()
    }
}
