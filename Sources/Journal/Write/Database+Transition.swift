import GRDB

extension Database {
    /// Runs a statement that is kept prepared. - Returns: how many rows it changed.
    @discardableResult
    func change(_ sql: String, _ arguments: StatementArguments) throws -> Int {
        try cachedStatement(sql: sql).execute(arguments: arguments)
        return changesCount
    }

    /// Runs a statement that names the state that it expects, for an exact number of rows.
    /// - Throws: `JournalError` when another program changed them meanwhile; the transaction is then rolled back.
    func transition(_ sql: String, _ arguments: StatementArguments, rows expected: Int = 1) throws {
        try Self.expect(try change(sql, arguments), of: expected)
    }

    /// - Throws: `JournalError` when another number of rows changed than was expected.
    static func expect(_ changed: Int, of expected: Int) throws {
        guard changed == expected else {
            throw JournalError(
                .failed,
                "\(expected - changed) items are not in the state in which this run left them; another program changed "
                    + "the database. Find it, then `rekey resume`")
        }
    }
}
