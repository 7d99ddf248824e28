import Clock
import Journal
import Model
import Transport

/// Commits what has gathered and takes the next items on.
extension Runner {
    func record() async throws {
        while true {
            let canTakeOn = dispatch.stop == nil && !isOver
            let capacity = canTakeOn ? intake.capacity(outcomes.canary) : 0
            let wanted = max(0, min(capacity, ahead() - dispatch.readyCount - dispatch.underway))
            if isOver { outcomes.leave(dispatch.takeLeftOver()) }
            let action = commits.next(
                isOver: isOver, wanted: wanted, hasOutcomes: !outcomes.isEmpty, mayGather: mayGather, at: .now)
            switch action {
            case .wait(until: let moment?):
                waits.recording.set(latest: moment)
                await activity.during { await waits.recording.wait(isolation: self) }
            case .wait(until: nil):
                await waits.recording.wait(isolation: self)
            case .gather(let moment):
                waits.recording.set(latest: moment)
                await waits.recording.wait(isolation: self)
            case .commit(let isLast):
                try await commit(wanted: wanted, isLast: isLast)
                if isLast && outcomes.isEmpty { return }
            }
        }
    }

    private func commit(wanted: Int, isLast: Bool) async throws {
        var (batch, retries, spent) = outcomes.take()
        // The last commit of all also says that the limiter's state is whole.
        batch.pace = pacing.row(dispatch, now: Instant.now, isClean: isLast)
        let supply = try await committed(batch, consume spent, wanted: wanted)
        commits.committed(isStarved: supply.isStarved, nextDue: supply.nextDue)
        intake.committed(supply, ended: batch.settled.count + supply.unprepared.count, canary: outcomes.canary)
        if intake.waves?.state == .ended { waits.wave.ring() }
        stopIfNeeded(outcomes.recorded(batch, unprepared: supply.unprepared, failedPrograms: supply.failedPrograms))
        dispatch.add(supply.released)
        for retry in retries { dispatch.retry(retry.item, at: retry.due) }
        if intake.isExhausted { dispatch.isExhausted = true }
        report(progress())
        pump()
    }

    private func committed(
        _ batch: CommitBatch, _ spent: consuming [WorkItem], wanted: Int
    ) async throws -> Recorder.Supply {
        activity.enter()
        defer { activity.leave() }
        return try await recorder.record(batch, spent: consume spent, wanted: wanted)
    }

    /// Whether what has gathered may wait for more: a commit costs nearly the same for one item and for many, and the
    /// workers have enough to do meanwhile.
    var mayGather: Bool {
        !outcomes.isEmpty && outcomes.count < CommitSchedule.attemptsPerCommit && dispatch.stop == nil
            && dispatch.readyCount >= context.settings.limits.concurrency
    }

    /// Enough to keep the workers busy while a commit is under way, and little more: what is released counts as sent
    /// when the process dies.
    func ahead() -> Int {
        max(2 * context.settings.limits.concurrency, min(Self.maxAhead, 4 * outcomes.settledLately))
            - max(0, dispatch.delayedCount - Self.maxAhead)
    }
}
