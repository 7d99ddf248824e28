package import Foundation
import GRDB

/// How long ago things were done, by plan. For a time that lies ahead of the clock stands the last one before it that can
/// be believed, so that what watches an age is not kept quiet by it.
extension JournalReader {
    /// When the last run of each plan ended with all items written; microseconds since 1970.
    package func lastSuccesses(at now: Date = .now) throws -> [String: Int64] {
        try reading { database in
            let rows = try Row.fetchAll(
                database,
                sql: """
                    SELECT plan, max(counted)
                      FROM (SELECT revisions.plan,
                                   \(ClockBound.counted("runs.finished_at", of: "runs.id")) AS counted
                              FROM runs JOIN revisions ON revisions.id = runs.revision_id
                             WHERE \(Journal.isSuccess))
                     WHERE counted IS NOT NULL
                     GROUP BY plan
                    """, arguments: ["latest": ClockBound(at: now).latest])
            return Dictionary(uniqueKeysWithValues: rows.map { ($0[0], $0[1]) })
        }
    }

    /// The age of a plan's secrets.
    package struct Age: Sendable {
        package let plan: String
        /// When the secret that has waited longest was last written; microseconds since 1970, `nil` where none was.
        package let oldest: Int64?
        /// Secrets of the plan that rekey has not written yet.
        package let neverWritten: Int
    }

    /// Of the targets that each plan names itself; those that the API lists are known only while a run is under way.
    package func ages(at now: Date = .now) throws -> [Age] {
        try reading { database in
            try Row.fetchAll(
                database,
                sql: """
                    SELECT plan, min(written), count(*) - count(written)
                      FROM (SELECT latest.plan,
                                   (SELECT max(\(ClockBound.counted("items.finished_at", of: "items.run_id")))
                                      FROM items
                                     WHERE items.secret_id = revision_targets.secret_id
                                       AND items.state = 'succeeded') AS written
                              FROM (SELECT plan, max(id) AS id FROM revisions GROUP BY plan) AS latest
                              JOIN plans ON plans.name = latest.plan
                              JOIN revision_targets ON revision_targets.revision_id = latest.id)
                     GROUP BY plan ORDER BY plan
                    """, arguments: ["latest": ClockBound(at: now).latest]
            ).map { Age(plan: $0[0], oldest: $0[1], neverWritten: $0[2]) }
        }
    }
}
