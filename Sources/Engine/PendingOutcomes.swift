import Clock
import Journal
import Model
import Nx1
import Transport

/// What a session has decided and not yet committed, and the counts that decide whether it continues.
struct PendingOutcomes: ~Copyable {

    /// An item to be tried again, once the record of its last attempt is committed.
    struct Retry {
        let item: WorkItem
        let due: Instant
    }

    private(set) var gathered = CommitBatch()
    private var retries: [Retry] = []
    private var spent: [WorkItem] = []
    /// Decided, of which `committed` is in the database.
    private var tally: RunTally
    private(set) var committed: RunTally
    private(set) var canary: Canary
    private let limit: FailureLimit
    private let baseline: (failures: Int, finished: Int)
    /// Of the last commit, or of the one under way and what has come since.
    private(set) var settledLately = 0

    init(run: RunRow, stop: StopPolicy) {
        tally = run.tally
        committed = run.tally
        canary = Canary(size: run.hasPassedCanary ? 0 : min(stop.canary, run.tally.pending))
        limit = stop.failures
        baseline = (run.baselineFailures, run.baselineFinished)
    }

    var isEmpty: Bool { gathered.isEmpty }
    /// Attempts that wait for their commit.
    private(set) var count = 0

    // MARK: Events

    /// A guard read that found keys which would vanish is a decision, not an attempt: nothing was sent or refused.
    mutating func attempted(_ exchange: Exchange, of item: inout WorkItem, now: Instant) {
        if case .wouldDrop = exchange.answer { return }
        guard let request = item.phase.request else { return }
        item.recorded += 1
        count += 1
        let elapsed = exchange.timing.startedAt.duration(to: now)
        gathered.attempts.append(
            CommitBatch.Attempt(
                item: item.id, number: item.recorded, request: request,
                startedAt: .nowMicroseconds - max(0, elapsed.wholeMicroseconds),
                durationMicroseconds: max(0, exchange.timing.duration.wholeMicroseconds),
                detail: ResultDetail(exchange), doubt: request.writes ? exchange.answer.doubt : .none))
    }

    /// What the API says of a secret is kept where it is new.
    mutating func saw(_ identity: SecretIdentity, of item: WorkItem) {
        let known = item.identity ?? item.row.identity
        if identity == known { return }
        let next = SecretIdentity(
            k8sName: identity.k8sName ?? known.k8sName, createdAt: identity.createdAt ?? known.createdAt)
        guard next != known else { return }
        gathered.identities.append(CommitBatch.SeenIdentity(secret: item.row.secret, identity: next))
    }

    /// When the attempt that the next commit brings began, if it brings one of this item.
    private func startOfAttempt(_ item: WorkItem) -> Int64? {
        gathered.attempts.last { $0.item == item.id }?.startedAt
    }

    /// An item that succeeds with its first request needs no row for that beside its own, and most do.
    /// - Returns: how long the request took, in microseconds; `nil` where there were others or another commit has it.
    private mutating func takeOnlyAttempt(of item: WorkItem) -> Int64? {
        guard item.recorded == 1, let last = gathered.attempts.last, last.item == item.id, last.request.writes,
            last.detail.errorKind == nil
        else { return nil }
        gathered.attempts.removeLast()
        return last.durationMicroseconds
    }

    /// The item stays under way.
    mutating func keepUnderway(_ item: WorkItem, _ detail: ResultDetail) {
        gathered.underway.append(
            CommitBatch.InFlightUpdate(
                item: item.id, attempts: item.recorded, doubt: item.progress.doubt,
                detail: detail, startedAt: startOfAttempt(item), isCreated: item.isCreated))
    }

    mutating func willRetry(_ item: WorkItem, _ detail: ResultDetail, due: Instant) {
        keepUnderway(item, detail)
        retries.append(Retry(item: item, due: due))
    }

    /// It goes back to where a resume finds it, without another word.
    mutating func withdrawn(_ item: WorkItem) { gathered.withdrawn.append(item.id) }

    /// It goes back to where a resume finds it.
    mutating func withdrawn(_ item: WorkItem, _ detail: ResultDetail) {
        keepUnderway(item, detail)
        gathered.withdrawn.append(item.id)
    }

    /// - Returns: why the run must stop, if it must.
    mutating func add(_ item: WorkItem, _ state: ItemState, _ detail: ResultDetail) -> StopReason? {
        let startedAt = startOfAttempt(item)
        let duration = state == .succeeded ? takeOnlyAttempt(of: item) : nil
        var outcome =
            CommitBatch.ItemOutcome(
                item: item.id, from: .sending, to: state, attempts: item.recorded,
                doubt: state == .succeeded ? .none : item.progress.doubt,
                detail: detail, startedAt: startedAt, finishedAt: .nowMicroseconds, durationMicroseconds: duration)
        outcome.isCreated = item.isCreated
        gathered.settled.append(outcome)
        spent.append(item)
        return count(state, detail.errorKind)
    }

    /// The run is over for these and for all that wait to be tried again.
    mutating func leave(_ items: [WorkItem]) {
        gathered.withdrawn += (items + retries.map(\.item)).map(\.id)
        retries = []
    }

    // MARK: Commits

    /// What the next commit holds, what may leave again after it, and the items that are through.
    mutating func take() -> (batch: CommitBatch, retries: [Retry], spent: [WorkItem]) {
        defer {
            gathered = CommitBatch()
            retries = []
            spent = []
            count = 0
        }
        settledLately = gathered.settled.count
        return (gathered, retries, spent)
    }

    /// `batch` is in the database, and so are the items that failed for want of a value.
    ///
    /// Those are no part of the canary, which tries what the API and the steps make of values; a program that fails is
    /// one more thing that is tried.
    /// - Parameter failedPrograms: how many of `unprepared` a program failed.
    /// - Returns: why the run must stop, if it must.
    mutating func recorded(
        _ batch: CommitBatch, unprepared: [CommitBatch.ItemOutcome], failedPrograms: Int = 0
    ) -> StopReason? {
        tally.attempts += batch.attemptCount
        committed.attempts += batch.attemptCount
        for end in batch.settled + unprepared { committed.count(end.to) }
        var reason: StopReason?
        for (index, end) in unprepared.enumerated() {
            reason = count(end.to, end.detail.errorKind, isCanary: index < failedPrograms) ?? reason
        }
        return reason
    }

    // MARK: Counts

    private mutating func count(_ state: ItemState, _ kind: ErrorKind?, isCanary: Bool = true) -> StopReason? {
        tally.count(state)
        settledLately += 1
        var reason: StopReason?
        if canary.isOpen, isCanary {
            switch canary.record(state, kind) {
            case .open: break
            case .passed: gathered.passesCanary = true
            case .stop(let verdict): reason = verdict
            }
        }
        guard reason == nil, state == .failed || state == .unknown else { return reason }
        let failures = tally.failed + tally.unknown - baseline.failures
        let finished = tally.finished - baseline.finished
        return limit.isExceeded(failures: failures, finished: finished)
            ? .failures(failed: failures, finished: finished) : nil
    }
}
