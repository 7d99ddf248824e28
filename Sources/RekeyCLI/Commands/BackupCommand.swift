import ArgumentParser
import Logging
import Model
import Rekey

struct BackupCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backup", abstract: "Write a copy of the database to a file, also while a run is under way.",
        discussion: """
            The copy is one file that only you can read, and it is consistent. It opens with the same key; keep the key in \
            another place. Prints where the audit trail ends, for `rekey audit verify --head`. Runs on the copy are \
            refused until one is called with --restored.

            Example: rekey backup /backup/rekey-monday.db
            """)

    @OptionGroup var global: GlobalOptions

    @Argument(help: "The file to make. It must not be there yet.", completion: .file())
    var file: String

    func run() async throws {
        let result = try await Backup(place: global.place).write(to: file)
        if let reason = result.unaudited {
            global.logger.warning("the backup is made, but it is not in the audit trail: \(reason)")
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
