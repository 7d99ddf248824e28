import CrashPoints
import GRDB
import Model

extension Journal {
    /// Puts failed and unknown items of a run back on their way, with their own values and a new budget of attempts.
    ///
    /// Items that never had values (a source was missing) are made ready anew. No other value is made for one that may
    /// be in place.
    /// - Parameter remaking: entries of the plan whose unsent items take values that were adopted since.
    package func reopenUnsuccessful(
        _ run: Int64, _ selection: RetrySelection, remaking entries: [Int] = []
    ) throws -> ReopenedItems {
        let auditor = auditor
        return try write(.retryBeforeCommit, .retryAfterCommit) { database in
            let state = try String.fetchOne(database, sql: "SELECT state FROM runs WHERE id = ?", arguments: [run])
            guard state != nil, state != RunState.cancelled.rawValue else {
                throw JournalError(.refused, "run \(run) was cancelled and its values are gone; start a new run")
            }
            try Self.recordRequestsUnderWay(database, run: run)
            let (condition, arguments) = Self.condition(selection)
            let fitting = try Row.fetchAll(
                database,
                sql: """
                    SELECT id, state, status_code, doubt,
                           EXISTS (SELECT 1 FROM item_values
                                    WHERE item_id = items.id AND sealed IS NOT NULL) AS has_values
                      FROM items
                     WHERE run_id = ? AND error_kind IS NOT NULL AND state IN ('failed', 'unknown') \(condition)
                     ORDER BY id
                    """,
                arguments: [run] + arguments)
            let chosen = fitting.filter { !Self.hasLostItsValue($0) }
            var failed = 0
            for row in chosen {
                let old: String = row["state"]
                if old == ItemState.failed.rawValue { failed += 1 }
                try Self.reopen(database, row, from: old, regenerates: selection.regenerates)
            }
            try database.transition(
                """
                UPDATE runs
                   SET state = 'running', finished_at = NULL, stop_reason = NULL,
                       failed = failed - ?, unknown = unknown - ?,
                       baseline_failures = failed - ? + unknown - ?,
                       baseline_finished = succeeded + failed + unknown + skipped - ?,
                       settled_through = min(settled_through, ?)
                 WHERE id = ?
                """,
                [
                    failed, chosen.count - failed, failed, chosen.count - failed, chosen.count,
                    chosen.first.map { $0["id"] - 1 } ?? Int64.max, run,
                ])
            try Self.remakeAdopted(database, run: run, entries: entries)
            let skipped = try Self.skipSuperseded(database, run: run)
            let what = selection.regenerates ? ", new values for those that were refused" : ""
            try Self.audit(
                database, auditor, .retry, try Self.subject(database, run),
                detail: "\(chosen.count - skipped) items\(what)")
            return ReopenedItems(
                again: chosen.count - skipped, skipped: skipped,
                keptValues: selection.regenerates ? chosen.count { $0["doubt"] != Doubt.none.rawValue } : 0,
                withoutValues: fitting.count - chosen.count)
        }
    }

    private static func hasLostItsValue(_ row: Row) -> Bool {
        row["doubt"] != Doubt.none.rawValue && row["has_values"] == false
    }

    /// Only a value that was refused, and by no attempt left in doubt, may be replaced: another one could be in place.
    private static func isRegenerated(_ row: Row, _ regenerates: Bool) -> Bool {
        let status: Int? = row["status_code"]
        return regenerates && row["doubt"] == Doubt.none.rawValue && [400, 413, 422].contains(status)
    }

    private static func reopen(_ database: Database, _ row: Row, from old: String, regenerates: Bool) throws {
        let id: Int64 = row["id"]
        var hasValues: Bool = row["has_values"]
        if isRegenerated(row, regenerates) || !hasValues {
            try database.change("DELETE FROM item_values WHERE item_id = ?", [id])
            hasValues = false
        }
        try database.transition(
            """
            UPDATE items SET state = ?, budget_start = attempts, finished_at = NULL, status_code = NULL, error_kind = NULL,
                   error = NULL
             WHERE id = ? AND state = ?
            """, [hasValues ? ItemState.prepared.rawValue : ItemState.pending.rawValue, id, old])
    }

    private static func condition(_ selection: RetrySelection) -> (sql: String, arguments: StatementArguments) {
        var sql = ""
        var arguments = StatementArguments()
        if !selection.statusCodes.isEmpty {
            sql += " AND (" + selection.statusCodes.map { _ in "status_code BETWEEN ? AND ?" }.joined(separator: " OR ")
            sql += ")"
            for range in selection.statusCodes { arguments += [range.lowerBound, range.upperBound] }
        }
        if !selection.errorKinds.isEmpty {
            sql += " AND error_kind IN (\(databaseQuestionMarks(count: selection.errorKinds.count)))"
            arguments += StatementArguments(selection.errorKinds.map(\.rawValue))
        }
        return (sql, arguments)
    }
}
