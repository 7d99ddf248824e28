import GRDB

extension Journal {
    /// SQLite's version, like `3.40.1`.
    package static var libraryVersion: String {
        let number = Database.sqliteLibVersionNumber  // 3.40.1 is 3040001
        return "\(number / 1_000_000).\(number / 1_000 % 1_000).\(number % 1_000)"
    }

    /// Looks for damage: all of SQLite's integrity check but the comparison of indexes with their tables.
    /// - Throws: `JournalError` that names the first damage.
    package func quickCheck() throws {
        let word = try read { try String.fetchOne($0, sql: "PRAGMA quick_check(1)") }
        guard word == "ok" else {
            throw JournalError(
                .failed, "database \(path): it is damaged (\(word ?? "no answer")); restore it from a backup")
        }
    }
}
