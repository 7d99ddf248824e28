import CrashPoints
import GRDB
import Model

extension Journal {
    /// Puts failed and unknown items of a run back on their way, with their own values and a new budget of attempts.
    ///
    /// Items that never had values (a source was missing) are made ready anew.
    /// - Returns: how many items go again, and how many were skipped because a later run has sent their secret since.
    package func reopenUnsuccessful(_ run: Int64, _ selection: RetrySelection) throws -> (again: Int, skipped: Int) {
        let auditor = auditor
        return try write(.retryBeforeCommit, .retryAfterCommit) { database in
            let state = try String.fetchOne(database, sql: "SELECT state FROM runs WHERE id = ?", arguments: [run])
            guard state != nil, state != RunState.cancelled.rawValue else {
                throw JournalError(.refused, "run \(run) was cancelled and its values are gone; start a new run")
            }
            let (condition, arguments) = Self.condition(selection)
            let chosen = try Row.fetchAll(
                database,
                sql: """
                    SELECT id, state, status_code, is_ambiguous,
                           EXISTS (SELECT 1 FROM item_values
                                    WHERE item_id = items.id AND sealed IS NOT NULL) AS has_values
                      FROM items
                     WHERE run_id = ? AND error_kind IS NOT NULL AND state IN ('failed', 'unknown') \(condition)
                     ORDER BY id
                    """,
                arguments: [run] + arguments)
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
            let skipped = try Self.skipSuperseded(database, run: run)
            let what = selection.regenerates ? ", new values for those that were refused" : ""
            try Self.audit(
                database, auditor, .retry, try Self.subject(database, run),
                detail: "\(chosen.count - skipped) items\(what)")
            return (chosen.count - skipped, skipped)
        }
    }

    private static func reopen(_ database: Database, _ row: Row, from old: String, regenerates: Bool) throws {
        let id: Int64 = row["id"]
        let status: Int? = row["status_code"]
        let isAmbiguous: Bool = row["is_ambiguous"]
        // Only a value that was refused for certain may be replaced: an unknown one could be the one in place.
        let isRefused = old == ItemState.failed.rawValue && !isAmbiguous && [400, 413, 422].contains(status)
        var hasValues: Bool = row["has_values"]
        if regenerates && isRefused || !hasValues {
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
