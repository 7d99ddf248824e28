import CrashPoints
import GRDB
import Model

/// What a process left behind that ended without a word.
extension Journal {
    /// Tells the truth about runs whose process is gone. Only for the one that holds the runner's lock.
    package func markInterrupted() throws {
        try write(.recoveryBeforeCommit, .recoveryAfterCommit) { database in
            let runs = try Int64.fetchAll(database, sql: "SELECT id FROM runs WHERE state = 'running'")
            for run in runs {
                try Self.recordRequestsUnderWay(database, run: run)
                try database.transition(
                    """
                    UPDATE runs SET state = 'interrupted', stop_reason = 'the process ended without a word'
                     WHERE id = ? AND state = 'running'
                    """, [run])
            }
        }
    }

    /// Puts items back on their way that ended because the API could not be reached, if that is why the run stopped:
    /// nothing was decided about them. They have their own values and their full number of attempts.
    static func reopenUnreached(_ database: Database, run: Int64) throws {
        let reason = try String.fetchOne(database, sql: "SELECT stop_reason FROM runs WHERE id = ?", arguments: [run])
        guard reason == StopReason.unreachable.text else { return }
        let span = try database.items(of: run).all
        for state in [ItemState.failed, .unknown] {
            let count = try database.change(
                """
                UPDATE items SET state = 'prepared', finished_at = NULL, budget_start = attempts
                 WHERE run_id = ? AND error_kind IN ('connect', 'dns', 'tls', 'timeout', 'reset')
                   AND id BETWEEN ? AND ? AND state = ?
                   AND EXISTS (SELECT 1 FROM item_values WHERE item_id = items.id AND sealed IS NOT NULL)
                """, [run] + span + [state.rawValue])
            try database.change("UPDATE runs SET \(state.rawValue) = \(state.rawValue) - ? WHERE id = ?", [count, run])
        }
        try database.change("UPDATE runs SET settled_through = first_item - 1 WHERE id = ?", [run])
        try advance(database, run: run)
    }

    /// Each item that was on its way may have been sent: its request is recorded as an attempt without an answer, and
    /// the item is in doubt from then on. Its values stay, and it gets its full number of attempts again.
    ///
    /// The moment is the latest at which the request can have left. An item whose PUT was confirmed and whose
    /// `verify` step was under way sent nothing that is not recorded.
    static func recordRequestsUnderWay(_ database: Database, run: Int64) throws {
        let span = try database.items(of: run).open
        let now = Int64.nowMicroseconds
        let wasSent = "NOT (ifnull(status_code, 0) IN (200, 201) AND error_kind IS NULL AND attempts > 0)"
        let count = try database.change(
            """
            INSERT INTO attempts (item_id, number, request, started_at, duration, error_kind, error, doubt)
            SELECT id, attempts + 1,
                   -- A secret that may have been missing may have been about to be created.
                   (SELECT iif(definition ->> ('$.secrets[' || entry || '].create') IS 'missing', NULL, 'PUT')
                      FROM runs JOIN revisions ON revisions.id = revision_id WHERE runs.id = run_id),
                   ?, 0, 'cancelled', 'the process ended while this request may have been under way', 2
              FROM items WHERE id BETWEEN ? AND ? AND state = 'sending' AND \(wasSent)
            """, [now] + span)
        try database.change(
            """
            UPDATE items
               SET attempts = attempts + 1, budget_start = attempts + 1, doubt = 2, started_at = coalesce(started_at, ?)
             WHERE id BETWEEN ? AND ? AND state = 'sending' AND \(wasSent)
            """, [now] + span)
        try database.change(
            "UPDATE items SET state = 'prepared' WHERE id BETWEEN ? AND ? AND state = 'sending'", span)
        try database.change("UPDATE runs SET attempts = attempts + ? WHERE id = ?", [count, run])
    }
}
