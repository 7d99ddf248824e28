import ArgumentParser
import Journal
import Model
import Rekey

struct KeyShowCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Show which key is used and whether it opens the database; never shows the key itself.",
        discussion: "Example: rekey key show --key-file /etc/rekey/rekey.key")

    @OptionGroup var global: GlobalOptions

    func run() async throws {
        let place = global.place
        let (store, _) = try await Store.open(place, creates: false)
        let rows: [(String, OutputValue)] = [
            ("key", .text(place.key.name)), ("key_id", .text(store.keyID)), ("database", .text(store.journal.path)),
            ("opens", .text("yes")),
        ]
        var printer = RowPrinter(global.output, columns: rows.map(\.0))
        printer.begin()
        try printer.row(rows.map(\.1))
        try printer.end()
    }
}
