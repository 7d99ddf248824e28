import GRDB

/// Where a run's items are.
struct ItemSpan {
    let first: Int64
    let last: Int64
    /// No item up to this one has anything left to do.
    let settledThrough: Int64

    /// The ids between which all of the run's items are, for `BETWEEN ? AND ?`.
    var all: StatementArguments { [first, last] }
    /// The same for those that may have something left to do.
    var open: StatementArguments { [max(first, settledThrough + 1), last] }
}

extension Database {
    /// - Throws: `NotFound` if the run does not exist.
    func items(of run: Int64) throws -> ItemSpan {
        let row = try Row.fetchOne(
            cachedStatement(sql: "SELECT first_item, last_item, settled_through FROM runs WHERE id = ?"),
            arguments: [run])
        guard let row else { throw NotFound.run(run) }
        return ItemSpan(first: row[0], last: row[1], settledThrough: row[2])
    }
}
