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
    }

    /// Items that one transaction takes away: so many are a log of some megabytes, and other programs wait no longer
    /// than for a commit of a run.
    private static let piece = 5_000

    /// Takes away the record and the values of runs that ended before `moment`.
    ///
    /// What is still needed stays: retained versions, the last success of each secret, and items in doubt that nothing
    /// has settled since: without them an older version would count as what is in place. A failed run loses the values
    /// that a retry would send. After a crash the next call takes the rest.
    /// - Parameter moment: microseconds since 1970.
    package func prune(before moment: Int64, detail: String) throws -> Pruned {
        let auditor = auditor
        var pruned = Pruned()
        let runs = try write(.pruneBeforeCommit, .pruneAfterCommit) { database in
            try Self.audit(database, auditor, .prune, AuditSubject(), detail: detail)
            return try Int64.fetchAll(
                database,
                sql: """
                    SELECT id FROM runs
                     WHERE state IN ('succeeded', 'failed', 'cancelled') AND finished_at < ?
                     ORDER BY id
                    """,
                arguments: [moment])
        }
        for run in runs {
            var last: Int64 = 0
            while let next = try pruneItems(of: run, after: &last) { pruned.items += next }
            if try pruneRun(run) { pruned.runs += 1 }
        }
        try pruneRevisions(before: moment)
        try truncateLog()
        return pruned
    }

    /// - Returns: how many went; `nil` once all have been looked at.
    private func pruneItems(of run: Int64, after last: inout Int64) throws -> Int? {
        let after = last
        let (looked, gone) = try write { database in
            let span = try database.items(of: run)
            let rows = try Row.fetchAll(
                database.cachedStatement(
                    sql: """
                        SELECT id,
                               EXISTS (SELECT 1 FROM versions WHERE item_id = items.id)
                               OR state = 'succeeded' AND NOT EXISTS (
                                  SELECT 1 FROM items AS later
                                   WHERE later.secret_id = items.secret_id AND later.id > items.id
                                     AND later.state = 'succeeded')
                               OR \(Doubt.isThere()) AND state <> 'skipped' AND NOT EXISTS (
                                  SELECT 1 FROM items AS later LEFT JOIN versions ON versions.item_id = later.id
                                   WHERE later.secret_id = items.secret_id AND later.id > items.id
                                     AND (later.state = 'succeeded' OR versions.item_id IS NOT NULL)) AS stays
                          FROM items WHERE id BETWEEN ? AND ?
                         ORDER BY id LIMIT ?
                        """),
                arguments: [max(span.first, after + 1), span.last, Self.piece])
            let gone = rows.compactMap { row -> Int64? in row["stays"] ? nil : row["id"] }
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
        last = looked
        return gone
    }

    /// - Returns: whether nothing is left of the run.
    private func pruneRun(_ run: Int64) throws -> Bool {
        try write { database in
            try database.change("DELETE FROM shared_values WHERE run_id = ?", [run])
            try database.change(
                """
                UPDATE runs SET data_key = NULL
                 WHERE id = ? AND NOT EXISTS (SELECT 1 FROM versions WHERE run_id = runs.id)
                """, [run])
            // The latest time of each plan tells what is due, and its run whether that went well.
            try database.change(
                """
                DELETE FROM fires
                 WHERE run_id = ? AND fire_at < (SELECT max(fire_at) FROM fires AS latest WHERE latest.plan = fires.plan)
                """, [run])
            return try database.change(
                """
                DELETE FROM runs
                 WHERE id = ? AND NOT EXISTS (SELECT 1 FROM items WHERE id BETWEEN first_item AND last_item)
                   AND NOT EXISTS (SELECT 1 FROM fires WHERE run_id = runs.id)
                """, [run]) == 1
        }
    }

    /// Definitions that no run and no plan has any more.
    private func pruneRevisions(before moment: Int64) throws {
        try write { database in
            try database.change(
                """
                DELETE FROM fires
                 WHERE run_id IS NULL AND handled_at < ?
                   AND fire_at < (SELECT max(fire_at) FROM fires AS latest WHERE latest.plan = fires.plan)
                """, [moment])
            let old = """
                SELECT id FROM revisions
                 WHERE created_at < ? AND id NOT IN (SELECT revision_id FROM runs)
                   AND id NOT IN (SELECT max(revisions.id) FROM revisions JOIN plans ON plans.name = revisions.plan
                                   GROUP BY plan)
                """
            for table in ["column_values", "revision_targets"] {
                try database.change("DELETE FROM \(table) WHERE revision_id IN (\(old))", [moment])
            }
            try database.change("DELETE FROM revisions WHERE id IN (\(old))", [moment])
        }
    }
}
