import GRDB
package import Model

/// Values that were adopted after a run had sealed its own.
extension Journal {
    /// Lets items that were never sent have their values made anew where the present ones of their secret were adopted
    /// since. What was sent keeps its own values: they may be in place.
    /// - Parameter entries: those of the plan whose keys stand on earlier values.
    static func remakeAdopted(_ database: Database, run: Int64, entries: [Int]) throws {
        guard !entries.isEmpty else { return }
        let items = try Int64.fetchAll(
            database,
            sql: """
                UPDATE items SET state = 'pending'
                 WHERE id BETWEEN ? AND ? AND state = 'prepared' AND doubt = 0
                   AND entry IN (\(databaseQuestionMarks(count: entries.count)))
                   AND NOT EXISTS (
                       SELECT 1 FROM attempts
                        WHERE item_id = items.id AND ifnull(request, 'PUT') NOT IN ('GET', 'REVEAL'))
                   AND EXISTS (
                       SELECT 1 FROM versions JOIN runs ON runs.id = versions.run_id
                        WHERE versions.secret_id = items.secret_id AND versions.item_id > items.id
                          AND runs.trigger = ?)
                RETURNING id
                """,
            arguments: try database.items(of: run).open + StatementArguments(entries) + [NewAdoption.trigger])
        for item in items { try database.change("DELETE FROM item_values WHERE item_id = ?", [item]) }
    }

    /// Whether any item of a run has values already, and targets of those that have none, in the run's order.
    package func unpreparedTargets(
        run: Int64, after item: Int64, maximum: Int
    ) throws -> (hasPrepared: Bool, items: [(item: Int64, target: Target, entry: Int, appName: String?)]) {
        let rows = try pendingItems(run: run, after: item, maximum: maximum)
        let prepared = try preparedItems(run: run, after: 0, maximum: 1)
        return (!prepared.isEmpty, rows.map { ($0.id, $0.target, $0.entry, $0.appName) })
    }
}
