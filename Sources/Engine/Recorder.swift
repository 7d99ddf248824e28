import Clock
import Journal
import Model
import Secrets
import Values

/// Commits what a run has gathered, and in the same transaction makes the next items ready.
///
/// The commit that holds an item's sealed values also says that it is on its way, and it mostly records other items'
/// outcomes too, so that an item needs no commit for itself.
actor Recorder {
    private let journal: Journal
    private let run: RunRow
    private let plan: Plan
    private let settings: RunSettings
    /// What it takes new items from.
    let feed: ItemFeed
    private var preparer: Preparer
    private var lastPrepared: Int64 = 0
    private var hasPrepared = true
    private let settleTimes: SettleTimes
    private var held = HeldItems()

    /// The journal's, because all that it does is done there.
    nonisolated var unownedExecutor: UnownedSerialExecutor { journal.unownedExecutor }

    /// Items that one commit makes ready, at most: outcomes wait for it.
    static let batch = 512

    /// What a commit brings back.
    struct Supply: Sendable {
        /// They may leave now.
        var released: [WorkItem] = []
        /// Items that failed for want of a value.
        var unprepared: [CommitBatch.ItemOutcome] = []
        /// How many of them failed because a program did, which nobody can know before it is called.
        var failedPrograms = 0
        /// Nothing is left to release, now or later.
        var isExhausted = false
        /// Nothing is there to release at the moment; the feed says when there is.
        var isStarved = false
        /// When an item that must wait for an earlier request may be released.
        var nextDue: Instant?
    }

    init(
        journal: Journal, run: RunRow, plan: Plan, settings: RunSettings, keys: RunKeys, feed: ItemFeed,
        settleTimes: SettleTimes, warned: @escaping @Sendable (String) -> Void
    ) async throws {
        self.settleTimes = settleTimes
        self.journal = journal
        self.run = run
        self.plan = plan
        self.settings = settings
        self.feed = feed
        preparer = try Preparer(
            plan: plan, run: run, keys: keys, shared: try await journal.sharedValues(run: run.id), warned: warned)
    }

    /// Records `batch` and releases up to `wanted` items.
    /// - Parameter spent: items that are through. Their memory goes back on the thread that took it: given back on
    ///   another it makes the two wait for each other at the heap's lock.
    /// - Throws: `JournalError` when the database fails; nothing of the batch is recorded then.
    func record(_ batch: CommitBatch, spent: consuming [WorkItem], wanted: Int) async throws -> Supply {
        _ = consume spent
        var batch = batch
        var supply = Supply()
        let settled = batch.settled.count
        supply.released = try await makeReady(min(Self.batch, wanted), &batch, &supply.failedPrograms)
        supply.unprepared = Array(batch.settled[settled...])
        for index in batch.settled.indices where batch.settled[index].detail.errorKind == .wouldDropKeys {
            // Two plans that share a secret are the usual reason; the one who reads the record should see it.
            if let other = try await journal.otherWriter(of: batch.settled[index].item) {
                batch.settled[index].detail.error? +=
                    "; plan \(PlanName(stored: other.plan)) wrote keys of it in run \(other.run)"
            }
        }
        try await journal.record(batch, run: run.id, retain: settings.retain)
        supply.isStarved = wanted > 0 && supply.released.isEmpty && supply.unprepared.isEmpty
        if !hasPrepared {
            supply.isExhausted = held.isEmpty ? await feed.isExhausted : false
            supply.nextDue = [held.next, await feed.nextDue].compactMap { $0 }.min()
        }
        return supply
    }

    /// First what earlier sessions left, with the values that it has; then new items.
    private func makeReady(
        _ maximum: Int, _ batch: inout CommitBatch, _ failedPrograms: inout Int
    ) async throws -> [WorkItem] {
        guard maximum > 0 else { return [] }
        var items: [WorkItem] = []
        while hasPrepared, items.isEmpty {
            let rows = try await journal.preparedItems(run: run.id, after: lastPrepared, maximum: maximum)
            hasPrepared = rows.count == maximum
            if let last = rows.last { lastPrepared = last.id }
            for row in rows {
                if let due = settleTimes.moment(of: row.secret), due > Instant.now {
                    held.hold(row.id, until: due)
                } else {
                    items.append(try await release(row, &batch))
                }
            }
        }
        if !items.isEmpty { return items }
        for pending in try await feed.next(maximum) {
            do {
                let made = try preparer.prepare(pending, now: .nowMicroseconds)
                batch.prepared.append(made.preparation)
                batch.shared += made.shared
                items.append(workItem(pending.row, values: made.values, written: pending.inputs?.written ?? []))
            } catch ValueError.source(let refusal) {
                if pending.hasFailedProgram { failedPrograms += 1 }
                batch.settled.append(failure(of: pending.row, refusal))
            }
        }
        for id in held.takeDue(at: Instant.now, max: maximum - items.count) {
            for row in try await journal.preparedItems(run: run.id, after: id - 1, maximum: 1) {
                items.append(try await release(row, &batch))
            }
        }
        return items
    }

    private func release(_ row: ItemRow, _ batch: inout CommitBatch) async throws -> WorkItem {
        if row.state == .prepared { batch.released.append(row.id) }
        return try await reopened(row)
    }

    private func reopened(_ row: ItemRow) async throws -> WorkItem {
        do {
            let written = run.restoresVersions ? try await journal.keysWritten(before: row) : []
            return workItem(row, values: try preparer.reopened(row), written: written)
        } catch ValueError.notOpened {
            throw JournalError(
                .failed,
                "the sealed values of \(row.target) do not open: they were changed, moved or sealed under another key; "
                    + "restore the database, or `rekey cancel \(run.id)`")
        }
    }

    /// - Parameter written: keys that rekey itself wrote, which a rollback may take away.
    private func workItem(
        _ row: ItemRow, values: [(key: KeyName, value: Secret)], written: [KeyName]
    ) -> WorkItem {
        let entry = plan.entries[row.entry]
        var droppable = entry.drop.union(written)
        if run.restoresVersions { droppable.formUnion(entry.keys.map(\.name)) }
        let progress = ItemProgress(
            attempts: row.attempts - row.budgetStart, doubt: row.doubt, allowed: settings.retry.attempts,
            creates: entry.create == .missing && !run.restoresVersions, confirm: settings.confirm,
            isWritten: row.isConfirmed)
        return WorkItem(
            row: row, values: values, droppable: droppable, progress: progress, recorded: row.attempts,
            phase: firstPhase(row, entry, progress))
    }

    private func firstPhase(_ row: ItemRow, _ entry: SecretEntry, _ progress: ItemProgress) -> ItemPhase {
        if row.isConfirmed && entry.steps?.verify != nil { return .verify }
        if progress.readsFirst { return .confirm }
        if settings.guardMode == .keys { return .check }
        return entry.steps?.set == nil ? .put : .set
    }

    private func failure(of row: ItemRow, _ refusal: InvalidInput) -> CommitBatch.ItemOutcome {
        CommitBatch.ItemOutcome(
            item: row.id, from: .pending, to: .failed, attempts: row.attempts, doubt: row.doubt,
            detail: ResultDetail(errorKind: .source, error: PublicText(refusal)), startedAt: nil,
            finishedAt: .nowMicroseconds)
    }
}
