import ArgumentParser
import Journal
import Rekey
import Report

struct AuditExportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export", abstract: "Print the audit trail as JSON lines.",
        discussion: "Example: rekey audit export | tail -20")

    @OptionGroup var global: GlobalOptions

    func run() async throws {
        let journal = try Journal(path: global.place.database, access: .readOnly)
        try await journal.forEachAuditRow { row in
            let hash = AnchorText.hex(row.hash)
            let time = Timestamp.text(microseconds: row.at)
            try StandardOutput.line(row.text.dropLast() + ",\"time\":\"\(time)\",\"hash\":\"\(hash)\"}")
        }
    }
}
