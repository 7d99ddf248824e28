package import Foundation
import GRDB
package import Model

/// What was done of the plans' schedules.
extension Journal {
    /// - Parameter now: what is later than this by more than the tolerance does not count.
    package func schedulePast(of plan: String, at now: Date) throws -> SchedulePast {
        try read { try SchedulePast($0, plan: plan, at: now) }
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
        // What was skipped under a clock that was ahead holds nothing up any more.
        try database.change(
            "DELETE FROM fires WHERE plan = ? AND run_id IS NULL AND fire_at > ?",
            [plan, ClockBound(at: Date(microseconds: .nowMicroseconds)).latest])
        // After a failure an interval's time is handled again, by another run.
        try database.change(
            """
            INSERT INTO fires (plan, fire_at, handled_at, run_id) VALUES (?, ?, ?, ?)
            ON CONFLICT (plan, fire_at) DO UPDATE SET handled_at = excluded.handled_at, run_id = excluded.run_id
            """, [plan, fire.wholeMicroseconds, Int64.nowMicroseconds, run])
    }
}

/// The plans' schedules for those who only read.
extension JournalReader {
    /// A plan that is in the database, and what was done of its schedule, if it has one.
    package struct Scheduled: Sendable {
        package let plan: String
        /// The job file as JSON.
        package let definition: String
        /// Its schedule alone, as JSON.
        package let schedule: String
        /// Whether the definition is the latest revision's, and so was checked whole when it was applied.
        package let isRevised: Bool
        package let past: SchedulePast
    }

    package func scheduled(at now: Date = .now) throws -> [Scheduled] {
        try reading { database in
            try Row.fetchAll(
                database,
                sql: """
                    SELECT name, definition, json_quote(json_extract(definition, '$.schedule')) AS schedule,
                           definition IS (
                               SELECT definition FROM revisions WHERE plan = plans.name ORDER BY number DESC LIMIT 1)
                           AS is_revised
                      FROM plans
                     WHERE json_type(definition, '$.schedule') IS NOT NULL
                     ORDER BY name
                    """
            ).map { row in
                Scheduled(
                    plan: row["name"], definition: row["definition"], schedule: row["schedule"],
                    isRevised: row["is_revised"],
                    past: try SchedulePast(database, plan: row["name"], at: now))
            }
        }
    }
}

extension SchedulePast {
    fileprivate init(_ database: Database, plan: String, at now: Date) throws {
        let bound = ClockBound(at: now)
        let named: StatementArguments = ["plan": plan, "latest": bound.latest]
        // The first of the latest revisions in a row that have this schedule.
        let since = try Row.fetchOne(
            database.cachedStatement(
                sql: """
                    SELECT min(created_at) FILTER (WHERE created_at <= :latest) AS believed, max(created_at) AS written
                      FROM revisions
                     WHERE plan = :plan AND number > coalesce(
                           (SELECT max(number) FROM revisions
                             WHERE plan = :plan AND json_extract(definition, '$.schedule') IS NOT (
                                   SELECT json_extract(definition, '$.schedule') FROM revisions
                                    WHERE plan = :plan ORDER BY number DESC LIMIT 1)), 0)
                    """),
            arguments: named)
        let believed: Int64? = since?["believed"]
        let written: Int64? = since?["written"]
        let fire = try Row.fetchOne(
            database.cachedStatement(
                sql: """
                    SELECT fire_at, handled_at, run_id, runs.state, runs.started_at
                      FROM fires LEFT JOIN runs ON runs.id = run_id
                     WHERE plan = :plan AND fire_at <= :latest ORDER BY fire_at DESC LIMIT 1
                    """),
            arguments: named)
        let fireAhead = try Int64.fetchOne(
            database.cachedStatement(
                sql: """
                    SELECT max(\(ClockBound.standIn(for: "fires.run_id"))) FROM fires
                     WHERE plan = :plan AND fire_at > :latest AND run_id IS NOT NULL
                    """),
            arguments: named)
        let success = try Int64.fetchOne(
            database.cachedStatement(
                sql: """
                    SELECT max(\(ClockBound.counted("runs.finished_at", of: "runs.id")))
                      FROM runs JOIN revisions ON revisions.id = runs.revision_id
                     WHERE revisions.plan = :plan AND \(Journal.isSuccess)
                    """),
            arguments: named)
        let state: String? = fire?["state"]
        // A shard without a target has done all that there is.
        let isIdle = fire.map { $0["run_id"] as Int64? == nil } ?? false
        let idle = isIdle ? fire?["handled_at"] as Int64? : nil
        let start = state == "succeeded" ? nil : fire?["started_at"] as Int64?
        let isBelieved = { (time: Int64?) in time.flatMap { $0 <= bound.latest ? $0 : nil } }
        let ahead = [
            believed == nil ? written : nil, try Self.latestAhead(database, named),
        ].compactMap { $0 }.max().flatMap { isBelieved($0) == nil ? $0 : nil }
        self.init(
            since: written == nil ? now : believed.map(Date.init(microseconds:)),
            lastFire: [fire?["fire_at"], fireAhead].compactMap { $0 }.max().map(Date.init(microseconds:)),
            lastSuccess: [success, isBelieved(idle)].compactMap { $0 }.max().map(Date.init(microseconds:)),
            lastStart: isBelieved(start).map(Date.init(microseconds:)), ahead: ahead.map(Date.init(microseconds:)))
    }

    /// Of the plan's newest run, and of times that were skipped.
    private static func latestAhead(_ database: Database, _ named: StatementArguments) throws -> Int64? {
        try Int64.fetchOne(
            database.cachedStatement(
                sql: """
                    SELECT max(moment)
                      FROM (SELECT * FROM (
                                   SELECT max(started_at, ifnull(finished_at, started_at)) AS moment
                                     FROM runs JOIN revisions ON revisions.id = runs.revision_id
                                    WHERE revisions.plan = :plan
                                    ORDER BY runs.id DESC LIMIT 1)
                            UNION ALL
                            SELECT max(fire_at) FROM fires
                             WHERE plan = :plan AND run_id IS NULL AND fire_at > :latest)
                    """),
            arguments: named)
    }
}
