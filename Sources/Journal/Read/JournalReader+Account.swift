import GRDB
package import Model

/// Sums over a run, each in one pass of the database's own; rows go to nobody's memory.
extension JournalReader {
    /// - Throws: `NotFound` if the run does not exist.
    package func head(_ run: Int64) throws -> RunSummary {
        guard let head = try heads(where: "runs.id = ?", [run]).first else { throw NotFound.run(run) }
        return head
    }

    /// The latest run of each plan, by the plan's name.
    package func latestHeads() throws -> [RunSummary] {
        try heads(
            where: """
                runs.id IN (SELECT max(runs.id) FROM runs JOIN revisions ON revisions.id = runs.revision_id
                             WHERE runs.trigger <> 'adopt' GROUP BY revisions.plan)
                """, [])
    }

    package func planCount() throws -> Int {
        try reading { try Int.fetchOne($0, sql: "SELECT count(*) FROM plans") ?? 0 }
    }

    private func heads(where condition: String, _ arguments: StatementArguments) throws -> [RunSummary] {
        let isAlive = RunnerLock.isHeld(database: path)
        return try reading { try $0.summaries(where: condition, arguments, isAlive: isAlive) }
    }

    /// Every attempt's start (microseconds since 1970), duration in microseconds, and how it was answered.
    package func forEachAttempt(of run: Int64, _ body: (Int64, Int64, Answered) throws -> Void) throws {
        try reading { database in
            let rows = try Row.fetchCursor(
                database,
                sql: """
                    SELECT ifnull(attempts.started_at, items.started_at), ifnull(attempts.duration, items.duration),
                           iif(attempts.number IS NULL, items.status_code, attempts.status_code), attempts.error_kind
                      FROM runs
                      JOIN items ON items.id BETWEEN first_item AND last_item
                      LEFT JOIN attempts ON attempts.item_id = items.id
                     WHERE runs.id = ? AND (attempts.number IS NOT NULL OR items.duration IS NOT NULL)
                    """, arguments: [run])
            while let row = try rows.next() {
                let kind: String? = row[3]
                try body(row[0], row[1], Answered(statusCode: row[2], errorKind: kind.flatMap(ErrorKind.init)))
            }
        }
    }

    /// How an attempt was answered: a status code, or what happened instead.
    package struct Answered: Sendable, Hashable {
        package let statusCode: Int?
        package let errorKind: ErrorKind?
    }

    /// How many items ended in which state, in each stretch of time.
    ///
    /// - Parameters:
    ///   - start: Where the first stretch begins, in microseconds since 1970.
    ///   - width: A stretch's length in microseconds, 1 or more.
    package func finishes(
        of run: Int64, start: Int64, width: Int64
    ) throws -> [(stretch: Int, state: ItemState, count: Int)] {
        try reading { database in
            try Row.fetchAll(
                database,
                sql: """
                    SELECT CAST((items.finished_at - ?) / ? AS INTEGER) AS stretch, items.state, count(*)
                      FROM runs JOIN items ON items.id BETWEEN first_item AND last_item
                     WHERE runs.id = ? AND items.finished_at IS NOT NULL
                     GROUP BY stretch, items.state ORDER BY stretch
                    """, arguments: [start, width, run]
            ).compactMap { row in ItemState(rawValue: row[1]).map { (row[0], $0, row[2]) } }
        }
    }

    /// How many items took how many attempts.
    package func attemptCounts(of run: Int64) throws -> [(attempts: Int, items: Int)] {
        try reading { database in
            try Row.fetchAll(
                database,
                sql: """
                    SELECT items.attempts, count(*)
                      FROM runs JOIN items ON items.id BETWEEN first_item AND last_item
                     WHERE runs.id = ? GROUP BY items.attempts ORDER BY items.attempts
                    """,
                arguments: [run]
            ).map { ($0[0], $0[1]) }
        }
    }

    /// The errors of the items that did not succeed, the most frequent first.
    package func causes(of run: Int64) throws -> [Cause] { try reading { try $0.causes(of: run) } }

    /// Items that did not succeed for the same reason.
    package struct Cause: Sendable {
        package let kind: ErrorKind?
        package let statusCode: Int?
        package let state: ItemState
        /// Whether their values may be in place.
        package let isInDoubt: Bool
        package var count: Int
        /// The first of them in the plan's order.
        package let example: Example
    }

    /// An item that did not succeed.
    package struct Example: Sendable {
        package let app: String
        package let appName: String?
        package let secret: String
        package let error: String
    }

    /// An app's items in a run.
    package struct App: Sendable {
        package let id: String
        package let name: String?
        package let items: Int
        package let succeeded: Int
        package let failed: Int
        package let unknown: Int
        package let attempts: Int

        package init(id: String, name: String?, items: Int, succeeded: Int, failed: Int, unknown: Int, attempts: Int) {
            self.id = id
            self.name = name
            self.items = items
            self.succeeded = succeeded
            self.failed = failed
            self.unknown = unknown
            self.attempts = attempts
        }
    }

    /// The apps of a run, those with the most failures first.
    package func apps(of run: Int64, maximum: Int) throws -> [App] {
        try reading { database in
            try Row.fetchAll(
                database,
                sql: """
                    SELECT secrets.app_id, count(*) AS number, sum(items.state = 'succeeded'),
                           sum(items.state = 'failed') AS failed, sum(items.state = 'unknown') AS unknown,
                           sum(items.attempts), apps.name
                      FROM runs
                      JOIN items ON items.id BETWEEN first_item AND last_item
                      JOIN secrets ON secrets.id = items.secret_id
                      LEFT JOIN apps ON apps.app_id = secrets.app_id
                     WHERE runs.id = ?
                     GROUP BY secrets.app_id
                     ORDER BY failed + unknown DESC, number DESC, secrets.app_id
                     LIMIT ?
                    """, arguments: [run, maximum]
            ).map { row in
                App(
                    id: row[0], name: row[6], items: row[1], succeeded: row[2], failed: row[3], unknown: row[4],
                    attempts: row[5])
            }
        }
    }

    package func appCount(of run: Int64) throws -> Int {
        try reading { database in
            try Int.fetchOne(
                database,
                sql: """
                    SELECT count(DISTINCT secrets.app_id)
                      FROM runs
                      JOIN items ON items.id BETWEEN first_item AND last_item
                      JOIN secrets ON secrets.id = items.secret_id
                     WHERE runs.id = ?
                    """, arguments: [run]) ?? 0
        }
    }
}
