import DequeModule
import Journal
import Model
import Secrecy
import Values

/// Commits what a run has gathered, and in the same transaction makes the next items ready.
///
/// An item goes through two commits before its request may leave: one that holds its sealed values, one that says that
/// it is on its way. Both ride on commits that record other items' outcomes, so they cost no commit of their own.
actor Recorder {
    private let journal: Journal
    private let run: RunRow
    private let retry: RetryPolicy
    private let firstRequest: Request
    private var preparer: Preparer
    /// Their values are committed; they may be released by the next turn.
    private var ready: Deque<WorkItem> = []
    private var lastPrepared: Int64 = 0
    private var lastPending: Int64 = 0
    private var hasPrepared = true
    private var hasPending = true

    /// Items made ready at once: larger batches gain nothing, and their values sit in memory.
    static let batch = 512

    /// What a turn brings back.
    struct Supply: Sendable {
        /// They may leave now.
        var released: [WorkItem] = []
        /// Items that failed for want of a value.
        var unprepared: [Turn.Settlement] = []
        /// Nothing is left to release, now or later.
        var isExhausted = false
    }

    init(journal: Journal, run: RunRow, plan: Plan, settings: RunSettings, keys: RunKeys) async throws {
        self.journal = journal
        self.run = run
        retry = settings.retry
        firstRequest = settings.guardMode == .keys ? .get : .put
        preparer = try Preparer(
            plan: plan, keys: keys, directory: run.directory, shared: try await journal.sharedValues(run: run.id))
    }

    /// Records `turn` and releases up to `wanted` items, making up to `appetite` more ready for later turns.
    /// - Throws: `JournalError` when the database fails; nothing of the turn is recorded then.
    func record(_ turn: Turn, wanted: Int, appetite: Int) async throws -> Supply {
        var turn = turn
        var supply = Supply()
        for _ in 0..<min(wanted, ready.count) {
            guard var item = ready.popFirst() else { break }
            if item.state == .prepared { turn.released.append(item.id) }
            item.state = .sending
            supply.released.append(item)
        }
        let fresh = try await makeReady(min(Self.batch, appetite - ready.count), &turn)
        supply.unprepared = turn.settled.filter { $0.from == .pending }
        try await journal.record(turn, run: run.id)
        ready.append(contentsOf: fresh)
        supply.isExhausted = ready.isEmpty && !hasPrepared && !hasPending
        return supply
    }

    /// First what earlier sessions left, with the values that it has; then new items.
    private func makeReady(_ most: Int, _ turn: inout Turn) async throws -> [WorkItem] {
        guard most > 0 else { return [] }
        if hasPrepared {
            let rows = try await journal.preparedItems(run: run.id, after: lastPrepared, most: most)
            hasPrepared = rows.count == most
            if let last = rows.last {
                lastPrepared = last.id
                return try rows.map { row in
                    do {
                        return workItem(row, values: try preparer.reopened(row), state: row.state)
                    } catch ValueError.notOpened {
                        throw JournalError(
                            .failed,
                            "the sealed values of \(row.target) do not open: they were changed, moved or sealed under "
                                + "another key; restore the database, or `rekey cancel \(run.id)`")
                    }
                }
            }
        }
        guard hasPending else { return [] }
        let rows = try await journal.pendingItems(run: run.id, after: lastPending, most: most)
        hasPending = rows.count == most
        if let last = rows.last { lastPending = last.id }
        var items: [WorkItem] = []
        for row in rows {
            do {
                let made = try preparer.prepare(row, now: .nowMicroseconds)
                turn.prepared.append(made.preparation)
                turn.shared += made.shared
                items.append(workItem(row, values: made.values, state: .prepared))
            } catch ValueError.source(let refusal) {
                turn.settled.append(failure(of: row, refusal))
            }
        }
        return items
    }

    private func workItem(
        _ row: ItemRow, values: [(key: KeyName, value: Secret)], state: ItemState
    ) -> WorkItem {
        WorkItem(
            id: row.id, target: row.target, entry: row.entry, values: values,
            progress: ItemProgress(
                attempts: row.attempts - row.budgetStart, isAmbiguous: row.isAmbiguous, allowed: retry.attempts),
            recorded: row.attempts, request: firstRequest, state: state, hasStarted: row.attempts > 0)
    }

    private func failure(of row: ItemRow, _ refusal: Refusal) -> Turn.Settlement {
        Turn.Settlement(
            item: row.id, from: .pending, to: .failed, attempts: row.attempts, isAmbiguous: false, statusCode: nil,
            errorKind: .source, error: refusal.description, startedAt: nil, finishedAt: .nowMicroseconds)
    }
}
