import ArgumentParser
import Model
import Rekey
import Values

struct KeyCreateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "create", abstract: "Create a key file, readable only by you; an existing file is never replaced.",
        discussion: "Example: rekey key create --key-file /etc/rekey/rekey.key")

    @OptionGroup var global: GlobalOptions

    func run() throws {
        let path = global.place.keyFile
        try PrivateFolder.make(for: path)
        try KeyFile(path: path).create()
        guard global.output == .table else {
            return try RowPrinter.print(global.output, [("key", .text(path)), ("result", .text("made"))])
        }
        try StandardOutput.line("created \(path)")
    }
}
