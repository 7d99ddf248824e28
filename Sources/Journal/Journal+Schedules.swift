package import Foundation
import GRDB
package import Model

/// What was done of the plans' schedules.
extension Journal {
    package func schedulePast(of plan: String) throws -> SchedulePast {
        try read { try SchedulePast($0, plan: plan) }
    }

    /// A run that wrote every secret of its plan, as a condition on `runs`.
    static let isSuccess = """
        runs.state = 'succeeded' AND runs.skipped = 0 AND runs.is_partial = 0
        AND runs.trigger NOT IN ('adopt', 'rollback', 'restore')
        """

    package func hasSchedule(_ plan: String) throws -> Bool {
        try read { database in
            try Bool.fetchOne(
                database, sql: "SELECT json_type(definition, '$.schedule') IS NOT NULL FROM plans WHERE name = ?",
                arguments: [plan]) ?? false
        }
    }

    /// Scheduled runs that ended themselves and wait for a person, unless their plan has run again since.
    package func stoppedScheduledRuns() throws -> [Int64] {
        try read { database in
            try Int64.fetchAll(
                database,
                sql: """
                    SELECT runs.id
                      FROM runs JOIN revisions ON revisions.id = runs.revision_id
                     WHERE runs.state = 'stopped' AND runs.trigger = ?
                       AND NOT EXISTS (
                           SELECT 1 FROM runs AS later JOIN revisions AS theirs ON theirs.id = later.revision_id
                            WHERE theirs.plan = revisions.plan AND later.id > runs.id)
                     ORDER BY runs.id
                    """,
                arguments: [RunOrder.scheduled])
        }
    }

    /// The part of a plan that the database is for, by its latest run.
    package func latestShard(of plan: String) throws -> Shard? {
        try read { database in
            try String.fetchOne(
                database,
                sql: """
                    SELECT shard FROM runs JOIN revisions ON revisions.id = runs.revision_id
                     WHERE revisions.plan = ? AND runs.trigger <> 'adopt'
                     ORDER BY runs.id DESC LIMIT 1
                    """,
                arguments: [plan]
            ).map(Shard.init(text:))
        }
    }

    /// Records that no run will start for a time, because its window has passed or it would have no items.
    package func skip(_ fire: Date, of plan: String) throws {
        try write { try Self.handle($0, fire, of: plan, by: nil) }
    }

    static func handle(_ database: Database, _ fire: Date, of plan: String, by run: Int64?) throws {
        // After a failure an interval's time is handled again, by another run.
        try database.change(
            """
            INSERT INTO fires (plan, fire_at, handled_at, run_id) VALUES (?, ?, ?, ?)
            ON CONFLICT (plan, fire_at) DO UPDATE SET handled_at = excluded.handled_at, run_id = excluded.run_id
            """, [plan, fire.wholeMicroseconds, Int64.nowMicroseconds, run])
    }
}

/// The plans' schedules for those who only read.
extension Record {
    /// A plan that is in the database, and what was done of its schedule, if it has one.
    package struct Scheduled: Sendable {
        package let plan: String
        /// The job file as JSON.
        package let definition: String
        package let past: SchedulePast
    }

    package func scheduled() throws -> [Scheduled] {
        try reading { database in
            try Row.fetchAll(
                database,
                sql: """
                    SELECT name, definition FROM plans
                     WHERE json_type(definition, '$.schedule') IS NOT NULL
                     ORDER BY name
                    """
            ).map { row in
                Scheduled(
                    plan: row["name"], definition: row["definition"],
                    past: try SchedulePast(database, plan: row["name"]))
            }
        }
    }
}

extension SchedulePast {
    fileprivate init(_ database: Database, plan: String) throws {
        let date = { (microseconds: Int64?) in microseconds.map { Date(timeIntervalSince1970: Double($0) / 1e6) } }
        // The first of the latest revisions in a row that have this schedule.
        let since = try Int64.fetchOne(
            database,
            sql: """
                SELECT min(created_at) FROM revisions
                 WHERE plan = :plan AND number > coalesce(
                       (SELECT max(number) FROM revisions
                         WHERE plan = :plan AND json_extract(definition, '$.schedule') IS NOT (
                               SELECT json_extract(definition, '$.schedule') FROM revisions
                                WHERE plan = :plan ORDER BY number DESC LIMIT 1)), 0)
                """,
            arguments: ["plan": plan])
        let fire = try Row.fetchOne(
            database,
            sql: """
                SELECT fire_at, handled_at, run_id, runs.state, runs.started_at
                  FROM fires LEFT JOIN runs ON runs.id = run_id
                 WHERE plan = ? ORDER BY fire_at DESC LIMIT 1
                """,
            arguments: [plan])
        let success = try Int64.fetchOne(
            database,
            sql: """
                SELECT max(runs.finished_at)
                  FROM runs JOIN revisions ON revisions.id = runs.revision_id
                 WHERE revisions.plan = ? AND \(Journal.isSuccess)
                """,
            arguments: [plan])
        let state: String? = fire?["state"]
        // A shard without a target has done all that there is.
        let isIdle = fire.map { $0["run_id"] as Int64? == nil } ?? false
        let done = [success, isIdle ? fire?["handled_at"] : nil].compactMap { $0 }.max()
        self.init(
            since: date(since) ?? Date.now, lastFire: date(fire?["fire_at"]), lastSuccess: date(done),
            lastStart: state == "succeeded" ? nil : date(fire?["started_at"]))
    }
}

extension Date {
    /// Since 1970, as tables keep it.
    var wholeMicroseconds: Int64 { Int64((timeIntervalSince1970 * 1e6).rounded()) }
}
