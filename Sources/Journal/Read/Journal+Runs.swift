import CrashPoints
import Foundation
import GRDB
package import Model

extension Journal {
    package func run(_ reference: RunReference) throws -> RunRow? {
        try read { database in try database.run(reference).map { try Self.run(database, $0) } }
    }

    /// A run by its number or its UUID.
    package func run(_ name: String) throws -> RunRow? { try run(.named(name)) }

    package func run(id: Int64) throws -> RunRow {
        try read { try Self.run($0, id) }
    }

    /// The runs that `resume` can go on with, oldest first; of one plan or of all.
    package func unfinishedRuns(plan: String? = nil) throws -> [Int64] {
        try read { database in
            try Int64.fetchAll(
                database,
                sql: """
                    SELECT runs.id
                      FROM runs JOIN revisions ON revisions.id = runs.revision_id
                     WHERE runs.state IN ('running', 'interrupted', 'stopped') AND (? IS NULL OR revisions.plan = ?)
                     ORDER BY runs.id
                    """,
                arguments: [plan, plan])
        }
    }

    /// Of a plan's unfinished runs those that still have something to send, oldest first: the others hold an older value of
    /// secrets that a later run has written, and `resume` would skip them.
    package func runsLeftOpen(plan: String) throws -> [Int64] {
        try read { database in
            try Int64.fetchAll(
                database,
                sql: """
                    SELECT runs.id
                      FROM runs JOIN revisions ON revisions.id = runs.revision_id
                     WHERE runs.state IN ('running', 'interrupted', 'stopped') AND revisions.plan = ?
                       AND EXISTS (
                           SELECT 1 FROM items
                            WHERE items.id BETWEEN runs.first_item AND runs.last_item
                              AND items.state NOT IN ('succeeded', 'skipped')
                              AND \(WaitingRun.isUncovered))
                     ORDER BY runs.id
                    """, arguments: [plan])
        }
    }

    static func run(_ database: Database, _ id: Int64) throws -> RunRow {
        let row = try Row.fetchOne(
            database,
            sql: """
                SELECT runs.*, revisions.plan, revisions.number, revisions.definition, revisions.directory
                  FROM runs JOIN revisions ON revisions.id = runs.revision_id
                 WHERE runs.id = ?
                """,
            arguments: [id])
        guard let row, let uuid = UUID(uuidString: row["uuid"]), let state = RunState(rawValue: row["state"]) else {
            throw NotFound.run(id)
        }
        let dataKey: Data? = row["data_key"]
        let shard: String? = row["shard"]
        return RunRow(
            id: id, uuid: uuid, plan: row["plan"], revision: row["number"], revisionID: row["revision_id"],
            definition: row["definition"], directory: row["directory"], state: state, trigger: row["trigger"],
            startedAt: row["started_at"],
            shard: try shard.map(Shard.init(text:)), host: row["host"], dataKey: dataKey.map(Array.init),
            tally: RunTally(row), hasPassedCanary: row["canary_passed"], stopReason: row["stop_reason"],
            undoes: row["undoes"], baselineFailures: row["baseline_failures"],
            baselineFinished: row["baseline_finished"])
    }

    // MARK: Transitions

    /// Makes a run that ended early run again.
    ///
    /// Items whose secret a later run has sent since are skipped: replaying them would put an older value over a newer.
    /// - Parameter remaking: entries of the plan whose unsent items take values that were adopted since.
    /// - Returns: how many were skipped.
    package func reopen(_ run: Int64, remaking entries: [Int] = []) throws -> Int {
        let auditor = auditor
        return try write(.reopenBeforeCommit, .reopenAfterCommit) { database in
            try Self.reopenUnreached(database, run: run)
            try database.transition(
                """
                UPDATE runs
                   SET baseline_failures = iif(state = 'stopped', failed + unknown, baseline_failures),
                       baseline_finished = iif(state = 'stopped', succeeded + failed + unknown + skipped,
                                               baseline_finished),
                       state = 'running', finished_at = NULL, stop_reason = NULL
                 WHERE id = ? AND state IN ('running', 'interrupted', 'stopped')
                """, [run])
            // What an older release left on its way when it was cut short.
            try Self.recordRequestsUnderWay(database, run: run)
            try Self.remakeAdopted(database, run: run, entries: entries)
            try Self.audit(database, auditor, .resume, try Self.subject(database, run))
            return try Self.skipSuperseded(database, run: run)
        }
    }

    /// Says in the trail how a run ended, so that nobody can change that afterwards without being seen.
    static func auditEnd(_ database: Database, _ auditor: Auditor?, _ run: Int64) throws {
        guard let auditor else { return }
        try audit(
            database, auditor, .end, try subject(database, run),
            detail: try OutcomeDigest.statement(database, run: run))
    }

    static func subject(_ database: Database, _ run: Int64) throws -> AuditSubject {
        let row = try Self.run(database, run)
        return AuditSubject(plan: row.plan, revision: row.revision, run: run)
    }

    /// What a later run has written, or may have, is newer; what it tried in vain is not there.
    static func skipSuperseded(_ database: Database, run: Int64) throws -> Int {
        let open = try database.items(of: run).open
        let skipped = try Int64.fetchAll(
            database,
            sql: """
                UPDATE items
                   SET state = 'skipped', error_kind = 'cancelled', finished_at = max(?, ifnull(started_at, 0)),
                       error = 'a later run has sent this secret since'
                 WHERE id BETWEEN ? AND ? AND finished_at IS NULL
                   AND EXISTS (
                       SELECT 1 FROM items AS later
                        WHERE later.secret_id = items.secret_id AND later.id > items.id
                          AND (later.state = 'succeeded' OR \(Doubt.isThere(in: "later"))))
                RETURNING id
                """,
            arguments: [Int64.nowMicroseconds] + open)
        for item in skipped { try database.change("UPDATE item_values SET sealed = NULL WHERE item_id = ?", [item]) }
        try advance(database, run: run)
        try database.change("UPDATE runs SET skipped = skipped + ? WHERE id = ?", [skipped.count, run])
        return skipped.count
    }

    /// Ends a run, for good or until `resume`.
    ///
    /// When nothing is left that `retry` could send, the values and the data key that opens them go too.
    package func finish(_ run: Int64, state: RunState, reason: String?) throws {
        let auditor = auditor
        try write(.finishBeforeCommit, .finishAfterCommit) { database in
            try database.transition(
                "UPDATE runs SET state = ?, stop_reason = ?, finished_at = max(?, started_at) WHERE id = ? AND state = 'running'",
                [state.rawValue, reason, Int64.nowMicroseconds, run])
            if state == .succeeded { try Self.shred(database, run: run) }
            try Self.auditEnd(database, auditor, run)
        }
        if state == .succeeded { try truncateLog() }
    }

    /// Gives an unfinished or failed run up: what was sent without an answer is unknown, the rest is skipped, and its
    /// values can no longer be opened.
    package func cancel(_ run: Int64) throws {
        let auditor = auditor
        try write(.cancelBeforeCommit, .cancelAfterCommit) { database in
            let now = Int64.nowMicroseconds
            let open = try database.items(of: run).open
            let unknown = try database.change(
                """
                UPDATE items SET state = 'unknown', doubt = 2, error_kind = 'cancelled',
                       finished_at = max(?, ifnull(started_at, 0)),
                       error = 'the run was cancelled while this item was under way'
                 WHERE id BETWEEN ? AND ? AND finished_at IS NULL AND (state = 'sending' OR doubt = 2)
                """, [now] + open)
            let failed = try database.change(
                """
                UPDATE items SET state = 'failed', error_kind = coalesce(error_kind, 'cancelled'),
                       finished_at = max(?, ifnull(started_at, 0)), error = coalesce(error || '; ', '') || 'the run was cancelled before this item was settled'
                 WHERE id BETWEEN ? AND ? AND finished_at IS NULL AND doubt = 1
                """, [now] + open)
            let skipped = try database.change(
                """
                UPDATE items SET state = 'skipped', error_kind = 'cancelled', finished_at = max(?, ifnull(started_at, 0)),
                       error = 'the run was cancelled before this item was sent'
                 WHERE id BETWEEN ? AND ? AND finished_at IS NULL
                """, [now] + open)
            try Self.advance(database, run: run)
            try database.transition(
                """
                UPDATE runs SET state = 'cancelled', stop_reason = 'cancelled', finished_at = max(?, started_at),
                       unknown = unknown + ?, failed = failed + ?, skipped = skipped + ?
                 WHERE id = ? AND state IN ('running', 'interrupted', 'stopped', 'failed')
                """, [now, unknown, failed, skipped, run])
            try Self.audit(database, auditor, .cancel, try Self.subject(database, run))
            try Self.auditEnd(database, auditor, run)
            try Self.shred(database, run: run)
        }
        try truncateLog()
    }

    /// Without its data key no copy of a sealed value opens, wherever it may still lie.
    private static func shred(_ database: Database, run: Int64) throws {
        try shredDataKey(database, run: run)
        let span = try database.items(of: run)
        try database.change("DELETE FROM shared_values WHERE run_id = ?", [run])
        try database.change(
            """
            UPDATE item_values SET sealed = NULL
             WHERE sealed IS NOT NULL
               AND item_id IN (SELECT id FROM items WHERE id BETWEEN ? AND ? AND state <> 'succeeded')
               AND item_id NOT IN (SELECT item_id FROM versions)
            """, span.all)
    }
}

extension RunTally {
    init(_ row: Row) {
        self.init()
        items = row["items"]
        succeeded = row["succeeded"]
        failed = row["failed"]
        unknown = row["unknown"]
        skipped = row["skipped"]
        attempts = row["attempts"]
    }
}
