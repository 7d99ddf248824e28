import ArgumentParser
import Logging
import Model
import Rekey

struct KeyRotateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rotate", abstract: "Put a new master key in the place of the present one.",
        discussion: """
            All that the old key sealed is sealed anew, in one transaction; a crash leaves a key that fits. Backups of the
            database from before still need the old key: keep a copy as long as you keep them. Example: rekey key rotate
            """)

    @OptionGroup var global: GlobalOptions

    func run() async throws {
        guard global.keyCommand == nil else {
            throw RequestError("a key that a command gives is rotated where that command has it from")
        }
        let place = global.place
        let (store, _) = try await Store.open(place, creates: false)
        let count = try await KeyRotation(keyFile: place.keyFile).perform(store)
        if global.output == .table {
            try StandardOutput.line("\(place.keyFile) holds a new key; \(count) data keys were sealed anew")
        } else {
            try RowPrinter.print(
                global.output, [("key", .text(place.keyFile)), ("data_keys", .integer(Int64(count)))])
        }
        global.logger.notice("keep a copy of it in another place than the database; older backups need the old key")
    }
}
