import ArgumentParser
import Logging
import Model
import Rekey

struct KeyRotateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rotate", abstract: "Replace the master key with a new one.",
        discussion: """
            Everything that the old key sealed is sealed again, in one transaction; after a crash the key file still \
            opens the database. Earlier backups of the database need the old key: keep a copy of it as long as you \
            keep them.

            Example: rekey key rotate
            """)

    @OptionGroup var global: GlobalOptions

    func run() async throws {
        guard global.keyCommand == nil else {
            throw RequestError("a key from --key-command cannot be rotated by rekey; rotate it in the key store itself")
        }
        let place = global.place
        let (store, _) = try await Store.open(place, creates: false)
        let count = try await KeyRotation(keyFile: place.keyFile).perform(store)
        if global.output == .table {
            try StandardOutput.line("\(place.keyFile) contains a new key; \(count) data keys were sealed again")
        } else {
            try RowPrinter.print(
                global.output, [("key", .text(place.keyFile)), ("data_keys", .integer(Int64(count)))])
        }
        global.logger.notice("keep a copy of the new key apart from the database; older backups need the old key")
    }
}
