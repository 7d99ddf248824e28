import ArgumentParser
import Journal
import Rekey

struct AuditVerifyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Tell whether the audit trail, or an outcome that it vouches for, was changed.",
        discussion: """
            Names the first row that was changed, added or taken away, and exits with 1. Then holds the trail against the
            record: each run, plan revision and login has its row, and the outcomes of each run are those that it ended
            with. Changes nothing, so it also works where nothing can be written. With --head it also tells whether the trail still has the
            row whose hash a run printed at its end. Example: rekey audit verify
            """)

    @OptionGroup var global: GlobalOptions

    @Option(help: "A head that was kept elsewhere, as runs print it: rows:hash.")
    var head: String?

    func run() async throws {
        let store = try await Store.examine(global.place)
        switch try await store.journal.verifyAudit(store.auditor) {
        case .whole(let end):
            if let head, try await !store.journal.hasAuditRow(try AnchorText(head).head) {
                return try tell("the trail does not have the row of \(head): it is another trail, or was written anew")
            }
            try StandardOutput.line("the audit trail is whole: \(end.count) rows, head \(AnchorText(end).text)")
        case .changed(let row): try tell("row \(row) of the audit trail was changed")
        case .missing(let row): try tell("row \(row) of the audit trail is missing")
        case .foreign(let row): try tell("row \(row) of the audit trail was not written by rekey")
        case .noHead: try tell("the head of the audit trail is gone or does not open")
        case .contradicted(let faults):
            for fault in faults.dropLast() { try StandardOutput.line(fault) }
            try tell(faults.last ?? "")
        }
    }

    private func tell(_ text: String) throws {
        try StandardOutput.line(text)
        throw ExitCode(ExitTable.someFailed)
    }
}
