package import Foundation
import GRDB
import Model

/// Tells the record's times that can be believed from those that lie ahead of the clock.
struct ClockBound {
    /// Microseconds since 1970; what is later lies ahead.
    let latest: Int64

    init(at now: Date) {
        let tolerance = SchedulePast.tolerance.wholeMicroseconds
        latest = min(now.wholeMicroseconds, .max - tolerance) + tolerance
    }

    /// The last moment before a run that can be believed, as an expression with the argument `:latest`; NULL where
    /// there is none. It does not move with the clock, so that what counts from it comes to an end.
    /// - Parameter run: an expression for the run's number.
    static func standIn(for run: String) -> String {
        """
        nullif(max(
          ifnull((SELECT earlier.started_at FROM runs AS earlier
                   WHERE earlier.id <= \(run) AND earlier.started_at <= :latest
                   ORDER BY earlier.id DESC LIMIT 1), 0),
          ifnull((SELECT earlier.created_at FROM revisions AS earlier
                   WHERE earlier.id <= (SELECT own.revision_id FROM runs AS own WHERE own.id = \(run))
                     AND earlier.created_at <= :latest
                   ORDER BY earlier.id DESC LIMIT 1), 0)), 0)
        """
    }

    /// A time of a run, or what is used instead of it, as an expression with the argument `:latest`.
    static func counted(_ time: String, of run: String) -> String {
        "CASE WHEN \(time) <= :latest THEN \(time) ELSE \(standIn(for: run)) END"
    }
}

extension JournalReader {
    /// Times of the record that lie ahead of the clock.
    package struct TimesAhead: Sendable {
        package let count: Int
        /// What has the latest of them, for people.
        package let what: String
        /// Microseconds since 1970.
        package let latest: Int64
        /// How far that lies ahead.
        package let distance: Int64
    }

    /// - Returns: `nil` where every time can be believed.
    package func timesAhead(at now: Date = .now) throws -> TimesAhead? {
        try reading { database in
            // Logins came with version 5 of the schema.
            let version = try Int.fetchOne(database, sql: "PRAGMA user_version") ?? 0
            let logins = version < 5 ? "" : "UNION ALL SELECT 'the login at ' || host, updated_at FROM logins"
            let row = try Row.fetchOne(
                database,
                sql: """
                    SELECT count(*), what, max(moment)
                      FROM (SELECT 'run ' || id AS what, max(started_at, ifnull(finished_at, started_at)) AS moment
                              FROM runs
                            UNION ALL
                            SELECT 'the schedule of plan ' || plan, max(fire_at, handled_at) FROM fires
                            UNION ALL
                            SELECT 'revision ' || number || ' of plan ' || plan, created_at FROM revisions
                            \(logins))
                     WHERE moment > ?
                    """, arguments: [ClockBound(at: now).latest])
            guard let row, let latest: Int64 = row[2] else { return nil }
            return TimesAhead(
                count: row[0], what: row[1], latest: latest,
                distance: Moment.microseconds(from: now.wholeMicroseconds, to: latest))
        }
    }

    /// A time of a run as it counts for those who watch: one that lies ahead is replaced by the last moment before it
    /// that can be believed. - Returns: `nil` where there is none.
    package func counted(_ time: Int64, of run: Int64, at now: Date = .now) throws -> Int64? {
        let bound = ClockBound(at: now)
        guard time > bound.latest else { return time }
        return try reading { database in
            try Int64.fetchOne(
                database, sql: "SELECT \(ClockBound.standIn(for: ":run"))",
                arguments: ["latest": bound.latest, "run": run])
        }
    }
}
