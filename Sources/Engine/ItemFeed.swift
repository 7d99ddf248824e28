import Journal
import Model
import Programs
import Secrecy
import Values

/// Brings a run's pending items in the plan's order, each with what its values are made of.
///
/// Where a plan calls programs or makes large keys, that is done ahead and side by side, so that nothing that has
/// happened waits for it to be recorded; and no further ahead than items are wanted.
actor ItemFeed {
    private let journal: Journal
    private let run: RunRow
    private let plan: Plan
    private let programs: ProgramSource
    private let isAhead: Bool
    private let activity: RunActivity
    /// By entry: what its items need besides the plan.
    private let needs: [Need]
    private var last: Int64 = 0
    private var hasMore = true
    /// Gathered ahead, in order.
    private var ahead: [Draft] = []
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

    init(journal: Journal, run: RunRow, plan: Plan, activity: RunActivity) {
        self.journal = journal
        self.run = run
        self.plan = plan
        self.activity = activity
        programs = ProgramSource(directory: run.directory)
        needs = plan.entries.map { Need(version: $0.needsVersion, columns: !$0.columns.isEmpty) }
        isAhead = !run.restoresVersions && plan.entries.contains(where: \.isSlow)
        let (stream, feed) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        wishes = (stream, feed)
    }

    /// Nothing will come any more.
    var isExhausted: Bool { !hasMore && ahead.isEmpty && !isGathering }

    /// Up to `most` drafts that are there at once; `gather` may bring more.
    func next(_ most: Int) async throws -> [Draft] {
        guard isAhead else { return try read(most) }
        demand = most
        let ready = Array(ahead.prefix(most))
        ahead.removeFirst(ready.count)
        if ready.count < most { wishes.feed.yield() }
        return ready
    }

    /// Gathers ahead until the task is cancelled.
    /// - Parameter onMore: called when `next` has something to give.
    func gather(onMore: @Sendable () async -> Void) async throws {
        guard isAhead else { return }
        do {
            for await _ in wishes.stream {
                while ahead.count < demand, hasMore, !Task.isCancelled {
                    isGathering = true
                    let begun = try read(min(Self.width, demand - ahead.count))
                    let drafts = try await activity.during { try await completed(begun) }
                    isGathering = false
                    ahead += drafts
                    await onMore()
                }
            }
        } catch is CancellationError {
            return  // the run is over
        }
    }

    private func read(_ most: Int) throws -> [Draft] {
        guard hasMore, most > 0 else { return [] }
        let (run, last) = (run.id, last)
        // It is the journal's turn already: asking for it with `await` would queue behind it, once and again for each item.
        let rows = try journal.assumeIsolated { try $0.pendingItems(run: run, after: last, most: most) }
        hasMore = rows.count == most
        if let row = rows.last { self.last = row.id }
        return try rows.map { Draft(row: $0, material: try material(of: $0)) }
    }

    private func material(of row: ItemRow) throws -> Draft.Material? {
        if run.restoresVersions {
            return try journal.assumeIsolated { journal in
                Draft.Material(
                    restored: try row.restores.flatMap { try journal.version(item: $0) },
                    written: try journal.keysWritten(before: row))
            }
        }
        let need = needs[row.entry]
        guard need.version || need.columns else { return nil }
        let revision = run.revisionID
        return try journal.assumeIsolated { journal in
            Draft.Material(
                known: need.version ? try journal.knownVersion(before: row) : nil,
                columns: need.columns ? try journal.columns(of: row, revision: revision) : [])
        }
    }

    private func completed(_ drafts: [Draft]) async throws -> [Draft] {
        let plan = plan
        let programs = programs
        return try await withThrowingTaskGroup(of: (at: Int, key: Int, value: Result<Secret, Refusal>).self) { group in
            for (at, draft) in drafts.enumerated() {
                for (index, key) in plan.entries[draft.row.entry].keys.enumerated() where key.isSlow {
                    group.addTask { (at, index, try await programs.value(of: key, for: draft.row)) }
                }
            }
            var slow = [[Int: Result<Secret, Refusal>]](repeating: [:], count: drafts.count)
            for try await (at, key, value) in group { slow[at][key] = value }
            return zip(drafts, slow).map { $0.with(slow: $1) }
        }
    }
}
