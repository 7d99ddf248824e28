import CrashPoints
import Foundation
import GRDB
import Model

/// Housekeeping: old runs leave the record.
extension Journal {
    package struct Pruned: Sendable {
        /// Runs of which nothing is left.
        package var runs = 0
        package var items = 0
        /// What became of the room that they had in the file.
        package var space = SpaceResult.notWorthIt(freeBytes: 0)
    }

    /// The maximum number of items that one transaction removes: they make a log of some megabytes, and other programs wait no longer
    /// than for a commit of a run.
    private static let piece = 5_000

    /// Takes away the record and the values of runs that ended before `moment`.
    ///
    /// What is still needed stays: retained versions, the last success of each secret, and items in doubt that nothing
    /// has settled since: without them an older version would count as what is in place. A failed run loses the values
    /// that a retry would send. After a crash the next call takes the rest.
    /// A run whose end lies ahead of the clock ended, at the latest, when the next one began.
    /// - Parameter moment: microseconds since 1970.
    package func prune(before moment: Int64, detail: String) throws -> Pruned {
        let auditor = auditor
        var pruned = Pruned()
        let runs = try write(.pruneBeforeCommit, .pruneAfterCommit) { database in
            try Self.audit(database, auditor, .prune, AuditSubject(), detail: detail)
            return try Self.runsEnded(database, before: moment)
        }
        let cutShort = try prunesCutShort()
        for run in runs {
            var last: Int64 = 0
            var isBegun = cutShort.contains(run)
            while let next = try pruneItems(of: run, after: &last, isBegun: &isBegun) { pruned.items += next }
            if try pruneRun(run, isBegun: isBegun) { pruned.runs += 1 }
        }
        try pruneRevisions(before: moment)
        try truncateLog()
        pruned.space = try giveSpaceBack()
        return pruned
    }

    private static func runsEnded(_ database: Database, before moment: Int64) throws -> [Int64] {
        try Int64.fetchAll(
            database,
            sql: """
                SELECT id FROM runs
                 WHERE state IN ('succeeded', 'failed', 'cancelled')
                   AND CASE WHEN finished_at <= :latest THEN finished_at
                            ELSE (SELECT later.started_at FROM runs AS later
                                   WHERE later.id > runs.id AND later.started_at <= :latest
                                   ORDER BY later.id LIMIT 1)
                       END < :moment
                 ORDER BY id
                """,
            arguments: ["moment": moment, "latest": ClockBound(at: .now).latest])
    }

    /// Whether an item is needed still, as an expression over `items`.
    private static var staysInRecord: String {
        """
        EXISTS (SELECT 1 FROM versions WHERE item_id = items.id)
        OR state = 'succeeded' AND NOT EXISTS (
           SELECT 1 FROM items AS later
            WHERE later.secret_id = items.secret_id AND later.id > items.id
              AND later.state = 'succeeded')
        OR \(Doubt.isThere()) AND state <> 'skipped' AND NOT EXISTS (
           SELECT 1 FROM items AS later LEFT JOIN versions ON versions.item_id = later.id
            WHERE later.secret_id = items.secret_id AND later.id > items.id
              AND (later.state = 'succeeded' OR versions.item_id IS NOT NULL))
        """
    }

    /// What `prune` would take away; nothing is changed.
    /// - Returns: runs that lose items or go as a whole, and the items.
    package func prunable(before moment: Int64) throws -> Pruned {
        try read { database in
            var found = Pruned()
            for run in try Self.runsEnded(database, before: moment) {
                let span = try database.items(of: run)
                let items =
                    try Int.fetchOne(
                        database.cachedStatement(
                            sql: """
                                SELECT count(*) FROM items WHERE id BETWEEN ? AND ? AND NOT (\(Self.staysInRecord))
                                """), arguments: [span.first, span.last]) ?? 0
                found.items += items
                let isEmpty = span.last < span.first
                if items > 0 || isEmpty { found.runs += 1 }
            }
            return found
        }
    }

    /// Runs of which an earlier call took items away without coming to their end.
    private func prunesCutShort() throws -> Set<Int64> {
        try read { database in
            try Int64.fetchSet(
                database,
                sql: """
                    SELECT run FROM (SELECT run, detail, max(id) FROM audit
                                      WHERE action = 'prune' AND run IS NOT NULL GROUP BY run)
                     WHERE detail = ?
                    """, arguments: [AuditAccount.pruneBegun])
        }
    }

    /// - Parameter isBegun: whether the audit trail knows that this run's items are going.
    /// - Returns: how many went; `nil` once all have been looked at.
    private func pruneItems(of run: Int64, after last: inout Int64, isBegun: inout Bool) throws -> Int? {
        let (after, wasBegun, auditor) = (last, isBegun, auditor)
        let (looked, gone) = try write { database in
            let span = try database.items(of: run)
            let rows = try Row.fetchAll(
                database.cachedStatement(
                    sql: """
                        SELECT id, (\(Self.staysInRecord)) AS stays
                          FROM items WHERE id BETWEEN ? AND ?
                         ORDER BY id LIMIT ?
                        """),
                arguments: [max(span.first, after + 1), span.last, Self.piece])
            let gone = rows.compactMap { row -> Int64? in row["stays"] ? nil : row["id"] }
            if !gone.isEmpty, !wasBegun {
                try Self.audit(
                    database, auditor, .prune, try Self.subject(database, run), detail: AuditAccount.pruneBegun)
            }
            for range in Self.neighbours(gone) {
                let ends: StatementArguments = [range.lowerBound, range.upperBound]
                try database.change("UPDATE items SET restores = NULL WHERE restores BETWEEN ? AND ?", ends)
                try database.change("DELETE FROM attempts WHERE item_id BETWEEN ? AND ?", ends)
                try database.change("DELETE FROM item_values WHERE item_id BETWEEN ? AND ?", ends)
                try database.change("DELETE FROM items WHERE id BETWEEN ? AND ?", ends)
            }
            return (rows.last.map { $0["id"] as Int64 }, gone.count)
        }
        guard let looked else { return nil }
        isBegun = isBegun || gone > 0
        last = looked
        return gone
    }

    /// - Returns: whether nothing is left of the run.
    private func pruneRun(_ run: Int64, isBegun: Bool) throws -> Bool {
        let auditor = auditor
        return try write { database in
            let subject = try Self.subject(database, run)
            try database.change("DELETE FROM shared_values WHERE run_id = ?", [run])
            try database.change(
                """
                UPDATE runs SET data_key = NULL
                 WHERE id = ? AND NOT EXISTS (SELECT 1 FROM versions WHERE run_id = runs.id)
                """, [run])
            // The latest time of each plan decides what is due, and its run whether that went well.
            try database.change(
                """
                DELETE FROM fires
                 WHERE run_id = ? AND fire_at < (SELECT max(fire_at) FROM fires AS latest WHERE latest.plan = fires.plan)
                """, [run])
            let isGone =
                try database.change(
                    """
                    DELETE FROM runs
                     WHERE id = ? AND NOT EXISTS (SELECT 1 FROM items WHERE id BETWEEN first_item AND last_item)
                       AND NOT EXISTS (SELECT 1 FROM fires WHERE run_id = runs.id)
                    """, [run]) == 1
            if auditor != nil, isGone || isBegun {
                // What is left has its own digest.
                let detail = isGone ? AuditAccount.taken : try OutcomeDigest.statement(database, run: run)
                try Self.audit(database, auditor, .prune, subject, detail: detail)
            }
            return isGone
        }
    }

    /// Definitions that no run and no plan has any more.
    private func pruneRevisions(before moment: Int64) throws {
        let auditor = auditor
        try write { database in
            try database.change(
                """
                DELETE FROM fires
                 WHERE run_id IS NULL AND handled_at < ?
                   AND fire_at < (SELECT max(fire_at) FROM fires AS latest WHERE latest.plan = fires.plan)
                """, [moment])
            let old = """
                FROM revisions
                 WHERE (created_at < ? OR created_at > ?) AND id NOT IN (SELECT revision_id FROM runs)
                   AND id NOT IN (SELECT max(revisions.id) FROM revisions JOIN plans ON plans.name = revisions.plan
                                   GROUP BY plan)
                """
            let bounds: StatementArguments = [moment, ClockBound(at: .now).latest]
            for row in try Row.fetchAll(database, sql: "SELECT plan, number \(old)", arguments: bounds) {
                let subject = AuditSubject(plan: row["plan"], revision: row["number"])
                try Self.audit(database, auditor, .prune, subject, detail: AuditAccount.taken)
            }
            for table in ["column_values", "revision_targets", "named_targets", "named_values"] {
                try database.change("DELETE FROM \(table) WHERE revision_id IN (SELECT id \(old))", bounds)
            }
            try database.change("DELETE FROM revisions WHERE id IN (SELECT id \(old))", bounds)
        }
    }
}
