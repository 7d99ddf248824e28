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
    private var last: Int64 = 0
    private var hasMore = true
    /// Gathered ahead, in order.
    private var ahead: [Draft] = []
    private var isGathering = false
    private var demand = 0
    private let wishes: (stream: AsyncStream<Void>, feed: AsyncStream<Void>.Continuation)

    /// The journal's, from which it reads all the time.
    nonisolated var unownedExecutor: UnownedSerialExecutor { journal.unownedExecutor }

    /// Values that are gathered at the same time.
    static let width = 8

    init(journal: Journal, run: RunRow, plan: Plan) {
        self.journal = journal
        self.run = run
        self.plan = plan
        programs = ProgramSource(directory: run.directory)
        isAhead = !run.restoresVersions && plan.entries.contains(where: \.isSlow)
        let (stream, feed) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        wishes = (stream, feed)
    }

    /// Nothing will come any more.
    var isExhausted: Bool { !hasMore && ahead.isEmpty && !isGathering }

    /// Up to `most` drafts that are there at once; `gather` may bring more.
    func next(_ most: Int) async throws -> [Draft] {
        guard isAhead else { return try await read(most) }
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
                    let drafts = try await completed(try await read(min(Self.width, demand - ahead.count)))
                    isGathering = false
                    ahead += drafts
                    await onMore()
                }
            }
        } catch is CancellationError {
            return  // the run is over
        }
    }

    private func read(_ most: Int) async throws -> [Draft] {
        guard hasMore, most > 0 else { return [] }
        let rows = try await journal.pendingItems(run: run.id, after: last, most: most)
        hasMore = rows.count == most
        if let row = rows.last { last = row.id }
        var drafts: [Draft] = []
        for row in rows { drafts.append(try await draft(of: row)) }
        return drafts
    }

    private func draft(of row: ItemRow) async throws -> Draft {
        var draft = Draft(row: row)
        if run.restoresVersions {
            if let item = row.restores { draft.restored = try await journal.version(item: item) }
            draft.written = try await journal.keysWritten(before: row)
            return draft
        }
        let entry = plan.entries[row.entry]
        if entry.needsVersion { draft.known = try await journal.knownVersion(before: row) }
        if !entry.columns.isEmpty {
            draft.columns = try await journal.columns(of: row, revision: run.revisionID)
        }
        return draft
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
            var drafts = drafts
            for try await (at, key, value) in group { drafts[at].slow[key] = value }
            return drafts
        }
    }
}
