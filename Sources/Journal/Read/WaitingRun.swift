import GRDB
package import Model

/// A run that did not succeed and waits for somebody. A scheduled one does until it is resumed, retried or cancelled, or
/// until every target that it left has been written since.
package struct WaitingRun: Sendable, Equatable {
    package let run: Int64
    package let plan: String
    package let state: RunState
    package let stopReason: String?

    /// What happened, and what to do.
    package var text: String {
        let (what, remedy) =
            switch state {
            case .failed: ("has failed or unknown items", "rekey retry \(run)")
            case .stopped: ("stopped itself", "rekey resume \(run)")
            default: ("was interrupted", "rekey resume \(run)")
            }
        let reason = stopReason.map { " (\($0))" } ?? ""
        return
            "run \(run) of plan \(plan) \(what) and waits\(reason); look at it, then `\(remedy)`, or give it up with "
            + "`rekey cancel \(run)`"
    }

    /// An item whose secret no later item has written. An adoption writes nothing: its items are `skipped`.
    static let isUncovered = """
        NOT EXISTS (
            SELECT 1 FROM items AS later
             WHERE later.secret_id = items.secret_id AND later.id > items.id AND later.state = 'succeeded')
        """
    private static let isLeft = "items.state <> 'succeeded' AND \(isUncovered)"

    /// Items that ended without success have an error, for which there is an index; the others lie beyond
    /// `settled_through`. So no item that is through is looked at, however large the run was.
    /// - Parameter isRunning: whether a process runs on the database: else a run that is `running` was interrupted.
    static func all(_ database: Database, isRunning: Bool) throws -> [WaitingRun] {
        try rows(
            database,
            """
            WHERE runs.trigger = ?
              AND (runs.state IN ('stopped', 'failed', 'interrupted') OR runs.state = 'running' AND NOT ?)
              AND (EXISTS (
                       SELECT 1 FROM items
                        WHERE run_id = runs.id AND error_kind IS NOT NULL AND \(isLeft))
                   OR EXISTS (
                       SELECT 1 FROM items
                        WHERE items.id BETWEEN max(runs.first_item, runs.settled_through + 1) AND runs.last_item
                          AND \(isLeft)))
            """, [NewRun.scheduled, isRunning])
    }

    /// Of each plan its latest run, where some of its items failed or are unknown.
    static func latestUnsuccessful(_ database: Database) throws -> [WaitingRun] {
        try rows(
            database,
            """
            WHERE runs.state = 'failed'
              AND NOT EXISTS (
                  SELECT 1 FROM runs AS later JOIN revisions AS theirs ON theirs.id = later.revision_id
                   WHERE theirs.plan = revisions.plan AND later.id > runs.id AND later.trigger <> ?)
            """, [NewAdoption.trigger])
    }

    /// Runs that `resume` would go on with, oldest first.
    static func unfinished(_ database: Database) throws -> [WaitingRun] {
        try rows(database, "WHERE runs.state IN ('running', 'interrupted', 'stopped')", [])
    }

    private static func rows(
        _ database: Database, _ condition: String, _ arguments: StatementArguments
    ) throws -> [WaitingRun] {
        try Row.fetchAll(
            database,
            sql: """
                SELECT runs.id, revisions.plan, runs.state, runs.stop_reason
                  FROM runs JOIN revisions ON revisions.id = runs.revision_id
                \(condition)
                 ORDER BY runs.id
                """,
            arguments: arguments
        ).map { row in
            let state = RunState(rawValue: row[2]) ?? .interrupted
            return WaitingRun(
                run: row[0], plan: row[1], state: state == .running ? .interrupted : state, stopReason: row[3])
        }
    }
}

extension Journal {
    /// Scheduled runs that wait for somebody, oldest first. Only for the one that holds the runner's lock.
    package func waitingRuns() throws -> [WaitingRun] {
        try read { try WaitingRun.all($0, isRunning: false) }
    }

    /// Of each plan its latest run, where some of its items failed or are unknown.
    /// - Parameter plans: only these, where given.
    package func latestUnsuccessful(of plans: [String]) throws -> [WaitingRun] {
        try read { try WaitingRun.latestUnsuccessful($0) }.filter { plans.isEmpty || plans.contains($0.plan) }
    }

    package func hasPlans() throws -> Bool {
        try read { try Bool.fetchOne($0, sql: "SELECT EXISTS (SELECT 1 FROM plans)") ?? false }
    }
}

extension JournalReader {
    /// Scheduled runs that wait for somebody, oldest first.
    package func waitingRuns() throws -> [WaitingRun] {
        let isRunning = RunnerLock.isHeld(database: path)
        return try reading { try WaitingRun.all($0, isRunning: isRunning) }
    }

    /// Runs that `resume` would go on with, oldest first.
    package func unfinishedRuns() throws -> [WaitingRun] { try reading { try WaitingRun.unfinished($0) } }
}
