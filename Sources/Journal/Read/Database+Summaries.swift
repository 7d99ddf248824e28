import GRDB
import Model

/// What readers say of a run, and the process that ran it after its end, on the connection that each has.
extension Database {
    /// - Parameters:
    ///   - condition: which runs, by columns of `runs`; never text from outside.
    ///   - isAlive: whether a process runs on the database; a run without one was interrupted, whatever the record says.
    func summaries(
        where condition: String, _ arguments: StatementArguments, isAlive: Bool
    ) throws -> [RunSummary] {
        let rows = try Row.fetchAll(
            self,
            sql: """
                SELECT runs.*, revisions.plan, revisions.number, revisions.definition ->> '$.limits.rate' AS rate,
                       ifnull(revisions.definition ->> '$.guard', 'keys') = 'keys' AS reads_first,
                       (SELECT count(*) FROM items
                         WHERE run_id = runs.id AND error_kind IS NOT NULL AND doubt > 0
                           AND items.state IN ('failed', 'unknown')) AS in_doubt,
                       (SELECT count(*) FROM items
                         WHERE id BETWEEN max(runs.settled_through + 1, runs.first_item) AND runs.last_item
                           AND items.finished_at IS NULL AND (items.state = 'sending' OR doubt > 0)) AS under_way
                  FROM runs JOIN revisions ON revisions.id = runs.revision_id
                 WHERE \(condition)
                 ORDER BY revisions.plan, runs.id
                """, arguments: arguments)
        return rows.compactMap { row in
            guard let state = RunState(rawValue: row["state"]) else { return nil }
            let rate: String? = row["rate"]
            return RunSummary(
                run: row["id"], uuid: row["uuid"], plan: row["plan"], revision: row["number"],
                state: state == .running && !isAlive ? .interrupted : state, trigger: row["trigger"],
                // An older database does not have the column, and no run that created anything.
                shard: row["shard"], tally: RunTally(row), created: row["created"] ?? 0, inDoubt: row["in_doubt"],
                underWay: row["under_way"],
                startedAt: row["started_at"], finishedAt: row["finished_at"], stopReason: row["stop_reason"],
                // A definition is checked before its first run, so a rate that cannot be read is "none".
                rate: (rate.map { try? Rate(text: $0) } ?? Limits.defaultRate)?.perSecond,
                readsFirst: row["reads_first"])
        }
    }

    /// The errors of the items that did not succeed, the most frequent first.
    func causes(of run: Int64) throws -> [JournalReader.Cause] {
        // Beside `min()` SQLite takes the other columns from the row that has it:
        // https://www.sqlite.org/lang_select.html, section 2.5
        try Row.fetchAll(
            self,
            sql: """
                SELECT causes.*, secrets.app_id, secrets.secret_name, apps.name
                  FROM (SELECT error_kind, status_code, state, doubt > 0 AS in_doubt, count(*) AS number,
                               min(id) AS first, secret_id, error
                          FROM items
                         WHERE run_id = ? AND error_kind IS NOT NULL AND state IN ('failed', 'unknown', 'skipped')
                         GROUP BY error_kind, status_code, state, doubt > 0) AS causes
                  JOIN secrets ON secrets.id = causes.secret_id
                  LEFT JOIN apps ON apps.app_id = secrets.app_id
                 ORDER BY number DESC, error_kind, status_code
                """, arguments: [run]
        ).compactMap { row in
            let kind: String? = row["error_kind"]
            return ItemState(rawValue: row["state"]).map {
                JournalReader.Cause(
                    kind: kind.flatMap(ErrorKind.init), statusCode: row["status_code"], state: $0,
                    isInDoubt: row["in_doubt"], count: row["number"],
                    example: JournalReader.Example(
                        app: row["app_id"], appName: row["name"], secret: row["secret_name"],
                        error: row["error"] ?? ""))
            }
        }
    }
}
