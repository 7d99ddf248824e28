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

    /// Compares the schema with the one that this database's migrations make.
    /// - Throws: `JournalError` that names what is missing or different.
    package func checkSchema() throws {
        let differences = try read { try SchemaComparison.differences($0) }
        guard !differences.isEmpty else { return }
        let maximum = 5
        let rest = differences.count > maximum ? " and \(differences.count - maximum) more" : ""
        throw JournalError(
            .failed,
            "database \(path): \(differences.prefix(maximum).joined(separator: ", "))\(rest); restore it from a backup, or "
                + "undo the change with `sqlite3`")
    }
}
