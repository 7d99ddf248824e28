import Clock
import Journal
import Model
import Secrets
import Subprocesses
import Values

/// Brings a run's pending items in the plan's order, each with what its values are made of.
///
/// Where a plan calls programs or makes large keys, that is done ahead and side by side, so that nothing that has
/// happened waits for it to be recorded; and no further ahead than items are wanted.
actor ItemFeed {
    private let journal: Journal
    private let run: RunRow
    private let plan: Plan
    private let isAhead: Bool
    private let activity: RunActivity
    /// By entry: what its items need besides the plan.
    private let needs: [Need]
    private var last: Int64 = 0
    private var hasMore = true
    private let settleTimes: SettleTimes
    /// Read, and to be read again when their moment has come.
    private var held = HeldItems()
    /// Gathered ahead, in order.
    private var ahead: [PendingItem] = []
    private var isGathering = false
    private var demand = 0
    private let wishes: (stream: AsyncStream<Void>, feed: AsyncStream<Void>.Continuation)

    /// The journal's, from which it reads all the time.
    nonisolated var unownedExecutor: UnownedSerialExecutor { journal.unownedExecutor }

    private struct Need {
        let version: Bool
        let columns: Bool
    }

    /// Values that are gathered at the same time.
    static let width = 8

    init(journal: Journal, run: RunRow, plan: Plan, settleTimes: SettleTimes, activity: RunActivity) {
        self.settleTimes = settleTimes
        self.journal = journal
        self.run = run
        self.plan = plan
        self.activity = activity
        needs = plan.entries.map { Need(version: $0.needsVersion, columns: $0.needsColumns) }
        isAhead = !run.restoresVersions && plan.entries.contains(where: \.isSlow)
        let (stream, feed) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        wishes = (stream, feed)
    }

    /// Nothing will come any more.
    var isExhausted: Bool { !hasMore && held.isEmpty && ahead.isEmpty && !isGathering }

    /// When an item that must wait may be taken on.
    var nextDue: Instant? { held.next }

    /// Up to `maximum` drafts that are there at once; `gather` may bring more.
    func next(_ maximum: Int) async throws -> [PendingItem] {
        guard isAhead else { return try read(maximum) }
        demand = maximum
        let ready = Array(ahead.prefix(maximum))
        ahead.removeFirst(ready.count)
        if ready.count < maximum { wishes.feed.yield() }
        return ready
    }

    /// Gathers ahead until the task is cancelled.
    /// - Parameter onMore: called when `next` has something to give.
    func gather(onMore: @Sendable () async -> Void) async throws {
        guard isAhead else { return }
        do {
            for await _ in wishes.stream {
                while ahead.count < demand, canRead, !Task.isCancelled {
                    isGathering = true
                    let begun = try read(min(Self.width, demand - ahead.count))
                    let pending = try await activity.during { try await completed(begun) }
                    isGathering = false
                    ahead += pending
                    await onMore()
                }
            }
        } catch is CancellationError {
            return  // the run is over
        }
    }

    private var canRead: Bool { hasMore || held.next.map { $0 <= Instant.now } ?? false }

    /// Items that must wait for an earlier request come after all others, so that nobody waits while there is work.
    private func read(_ maximum: Int) throws -> [PendingItem] {
        var rows: [ItemRow] = []
        let now = Instant.now
        while hasMore, rows.count < maximum {
            let wanted = maximum - rows.count
            let read = try pending(after: last, maximum: wanted)
            hasMore = read.count == wanted
            if let row = read.last { last = row.id }
            for row in read {
                if let due = settleTimes.moment(of: row.secret), due > now, !(try isUnsettled(row)) {
                    held.hold(row.id, until: due)
                } else {
                    rows.append(row)
                }
            }
        }
        for id in held.takeDue(at: now, max: maximum - rows.count) { rows += try pending(after: id - 1, maximum: 1) }
        return try rows.map { PendingItem(row: $0, inputs: try inputs(of: $0)) }
    }

    /// Whether the item will fail for want of a settled value, for which it need not wait.
    private func isUnsettled(_ row: ItemRow) throws -> Bool {
        let inputs = try inputs(of: row)
        for case .unsettled in [inputs?.known, inputs?.restored].compactMap({ $0 }) { return true }
        return false
    }

    private func pending(after item: Int64, maximum: Int) throws -> [ItemRow] {
        let run = run.id
        // It is the journal's turn already: asking for it with `await` would queue behind it, once and again for each item.
        return try journal.assumeIsolated { try $0.pendingItems(run: run, after: item, maximum: maximum) }
    }

    private func inputs(of row: ItemRow) throws -> PendingItem.ItemInputs? {
        if run.restoresVersions {
            let undone = run.undoes
            return try journal.assumeIsolated { journal in
                PendingItem.ItemInputs(
                    restored: try journal.restoredVersion(of: row, undoing: undone),
                    written: try journal.keysWritten(before: row))
            }
        }
        let need = needs[row.entry]
        guard need.version || need.columns else { return nil }
        let revision = run.revisionID
        return try journal.assumeIsolated { journal in
            PendingItem.ItemInputs(
                known: need.version ? try journal.knownVersion(before: row) : nil,
                columns: need.columns ? try journal.columns(of: row, revision: revision) : [])
        }
    }

    private func source() -> ProgramSource {
        ProgramSource(directory: run.directory, inheritable: journal.assumeIsolated { $0.inheritable })
    }

    private func completed(_ pending: [PendingItem]) async throws -> [PendingItem] {
        let plan = plan
        let source = source()
        return try await withThrowingTaskGroup(of: (at: Int, key: Int, value: Result<Secret, InvalidInput>).self) {
            group in
            for (at, pending) in pending.enumerated() {
                for (index, key) in plan.entries[pending.row.entry].keys.enumerated() where key.isSlow {
                    group.addTask { (at, index, try await source.value(of: key, for: pending.row)) }
                }
            }
            var slow = [[Int: Result<Secret, InvalidInput>]](repeating: [:], count: pending.count)
            for try await (at, key, value) in group { slow[at][key] = value }
            return zip(pending, slow).map { $0.with(slow: $1) }
        }
    }
}
