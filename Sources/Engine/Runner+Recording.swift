import Clock
import Journal
import Model
import Transport

/// Commits what has gathered and takes the next items on.
extension Runner {
    func record() async throws {
        var isExhausted = false
        // The feed has nothing at the moment; it rings when it has.
        var isStarved = false
        nextDue = nil
        var hasGathered = false
        while true {
            let capacity = isExhausted || dispatch.stop != nil || isOver ? 0 : capacity()
            let wanted = max(0, min(capacity, ahead() - dispatch.readyCount - dispatch.underway))
            // The last commit of all also says that the limiter's state is whole.
            let isLast = isOver
            if isLast { outcomes.leave(dispatch.takeLeftOver()) }
            let isIdle = outcomes.isEmpty && (wanted == 0 || isStarved)
            if !isLast && (isIdle || mayGather && !hasGathered) {
                let settles = isIdle && isStarved ? nextDue : nil
                if !isIdle { waits.recording.set(latest: Instant.now + Self.patience) }
                if let settles {
                    waits.recording.set(latest: settles)
                    activity.enter()
                }
                await waits.recording.wait(isolation: self)
                if settles != nil { activity.leave() }
                hasGathered = !isIdle
                isStarved = false
                continue
            }
            hasGathered = false
            var (batch, retries, spent) = outcomes.take()
            batch.pace = pacing.row(dispatch, now: Instant.now, isClean: isLast)
            let supply = try await committed(batch, consume spent, wanted: wanted)
            if outcomes.canary.isOpen { tried += supply.released.count + supply.failedPrograms }
            stopIfNeeded(
                outcomes.recorded(batch, unprepared: supply.unprepared, failedPrograms: supply.failedPrograms))
            let settled = batch.settled.count + supply.unprepared.count
            taken += supply.released.count + supply.unprepared.count
            isStarved = supply.isStarved
            nextDue = supply.nextDue
            advanceWaves(taken: supply.released.count + supply.unprepared.count, settled: settled)
            // A wave that ends with the last item wants no more, and so would never hear that there are none.
            if supply.isExhausted || hasReachedLimit || taken >= run.tally.pending { isExhausted = true }
            dispatch.add(supply.released)
            for retry in retries { dispatch.retry(retry.item, at: retry.due) }
            if isExhausted { dispatch.isExhausted = true }
            report(progress())
            pump()
            if isLast && outcomes.isEmpty { return }
        }
    }

    private func committed(
        _ batch: CommitBatch, _ spent: consuming [WorkItem], wanted: Int
    ) async throws -> Recorder.Supply {
        activity.enter()
        defer { activity.leave() }
        return try await recorder.record(batch, spent: consume spent, wanted: wanted)
    }

    /// How many more items this session may take on: all, but for `--limit` and the canary.
    func capacity() -> Int {
        var maximum = Int.max
        if let limit = settings.limit { maximum = limit - taken }
        if outcomes.canary.isOpen { maximum = min(maximum, outcomes.canary.size - tried) }
        if let waves { maximum = min(maximum, waves.capacity) }
        return max(0, maximum)
    }

    /// Whether what has gathered may wait for more: a commit costs nearly the same for one item and for many, and the
    /// workers have enough to do meanwhile.
    var mayGather: Bool {
        !outcomes.isEmpty && outcomes.count < Self.attemptsPerCommit && dispatch.stop == nil
            && dispatch.readyCount >= settings.limits.concurrency
    }

    /// As many attempts are worth a commit of their own.
    static let attemptsPerCommit = 512
    /// How long an outcome may wait for others.
    static let patience: Duration = .milliseconds(15)

    var hasReachedLimit: Bool { settings.limit.map { taken >= $0 } ?? false }

    /// Enough to keep the workers busy while a commit is under way, and little more: what is released counts as sent
    /// when the process dies.
    func ahead() -> Int {
        max(2 * settings.limits.concurrency, min(Self.maxAhead, 4 * outcomes.settledLately))
            - max(0, dispatch.delayedCount - Self.maxAhead)
    }
}
