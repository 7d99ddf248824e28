import ArgumentParser
import Logging
import Model
import Rekey

struct BackupCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backup", abstract: "Copy the database to a file, also during a run.",
        discussion: """
            The copy is one consistent file that only you can read. It opens with the same key; keep a copy of the key in \
            another place. Prints the head of the audit trail, for `rekey audit verify --head`. Runs on the copy are \
            refused until a command is called with --restored.

            Example: rekey backup /backup/rekey-monday.db
            """)

    @OptionGroup var global: GlobalOptions

    @Argument(help: "The file to create. It must not exist yet.", completion: .file())
    var file: String

    func run() async throws {
        let result = try await Backup(place: global.place).write(to: file)
        if let reason = result.unaudited {
            global.logger.warning("the backup was written, but it is not in the audit trail: \(reason)")
        }
        let head = AnchorText(result.head).text
        if global.output == .table {
            return try StandardOutput.line("made \(result.path), \(result.bytes) bytes\naudit: \(head)")
        }
        var printer = RowPrinter(global.output, columns: ["file", "bytes", "audit"])
        printer.begin()
        try printer.row([.text(result.path), .integer(result.bytes), .text(head)])
        try printer.end()
    }
}
