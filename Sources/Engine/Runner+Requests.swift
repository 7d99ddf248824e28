import Clock
import CrashPoints
import Journal
import Model
import Nx1
import Secrets
import Transport

/// What the workers do with an item, phase by phase, and what its answers lead to.
extension Runner {
    func send(_ item: WorkItem) async {
        activity.enter()
        defer { activity.leave() }
        let token = token.number
        switch item.phase {
        case .check:
            let keys = item.droppable.union(item.values.map(\.key))
            let exchange = await api.check(
                item.target, keeps: keys, isolation: self, hiding: { await self.scrubber(for: item) })
            received(item, exchange, token: token)
        case .put:
            note(item)
            let exchange = await api.put(
                item.target, item.values, k8sName: item.k8sName, isolation: self,
                hiding: { await self.scrubber(for: item) })
            received(item, exchange, token: token)
        case .set, .verify: await step(item)
        }
        pump()
    }

    /// - Parameter token: the number of the access token with which it was sent.
    func received(_ item: WorkItem, _ exchange: Exchange, token number: Int) {
        CrashPoint.answered.pass()
        dispatch.returned(item)
        guard exchange.answer.statusCode == 401, dispatch.stop == nil else { return absorb(exchange, of: item) }
        switch token.refused(number) {
        case .final: return absorb(exchange, of: item)
        case .retry: break
        case .renew:
            dispatch.isPaused = true
            waits.credentials.ring()
        }
        var item = item
        contact.note(exchange.answer)
        outcomes.attempted(exchange, of: &item, now: Instant.now)
        outcomes.willRetry(item, exchange, due: Instant.now)
        dispatch.awaitRecord()
        waits.recording.ring()
    }

    /// Calls the program of the item's phase.
    func step(_ item: WorkItem) async {
        let isSet = item.phase == .set
        let steps = context.plan.entries[item.entry].steps
        guard let call = isSet ? steps?.set : steps?.verify else { return advance(item, to: isSet ? .put : nil) }
        let failure: PublicText?
        note(item)
        do {
            // Starting a program takes a while; requests are not to wait for it.
            failure = try await withTaskExecutorPreference(globalConcurrentExecutor) {
                try await self.steps.perform(call, for: item) { await self.scrubber(for: item, besides: $0) }
            }
        } catch is CancellationError {
            dispatch.returned(item)
            dispatch.stop(.cancelled)
            outcomes.withdrawn(item)
            waits.recording.ring()
            return
        } catch {
            failure = PublicText("\(error)", hiding: await scrubber(for: item))
        }
        CrashPoint.stepReturned.pass()
        guard let failure else { return advance(item, to: isSet ? .put : nil) }
        dispatch.returned(item)
        let verdict = ResultDetail(
            statusCode: isSet ? nil : 200, errorKind: isSet ? .stepSet : .stepVerify, error: failure)
        stopIfNeeded(outcomes.add(item, item.progress.doubt.failureState, verdict))
        waits.recording.ring()
    }

    /// - Parameter phase: `nil` when the item has come through all of them.
    func advance(_ item: WorkItem, to phase: ItemPhase?) {
        dispatch.returned(item)
        var item = item
        if let phase {
            item.phase = phase
            dispatch.enqueueUrgent(item)
        } else {
            stopIfNeeded(outcomes.add(item, .succeeded, ResultDetail(statusCode: 200)))
            waits.recording.ring()
        }
    }

    func absorb(_ exchange: Exchange, of item: WorkItem) {
        let answer = exchange.answer
        noteHealth(exchange)
        guard let request = item.phase.request else { return }
        var item = item
        let steps = context.plan.entries[item.entry].steps
        if request == .get, answer == .confirmed {
            item.k8sName = exchange.k8sName
            item.phase = steps?.set == nil ? .put : .set
            dispatch.enqueueUrgent(item)
            return
        }
        let action = item.progress.received(answer, to: request)
        outcomes.attempted(exchange, of: &item, now: Instant.now)
        switch action {
        case .succeed where steps?.verify != nil:
            item.progress.awaitVerification()
            outcomes.stands(item, exchange)
            item.phase = .verify
            dispatch.enqueueUrgent(item)
        case .succeed: stopIfNeeded(outcomes.add(item, .succeeded, ResultDetail(exchange)))
        case .settle(let state, _): stopIfNeeded(outcomes.add(item, state, ResultDetail(exchange)))
        case .retry(let attempt):
            var random = SystemRandomNumberGenerator()
            let wait = context.settings.retry.wait(after: attempt, using: &random)
            outcomes.willRetry(item, exchange, due: Instant.now + wait)
            dispatch.awaitRecord()
        case .stopRun(let reason):
            dispatch.stop(reason)
            outcomes.withdrawn(item, exchange)
        case .leave:
            dispatch.stop(.cancelled)
            outcomes.withdrawn(item, exchange)
        }
        if mayGather {
            waits.recording.set(latest: Instant.now + CommitSchedule.patience)
        } else {
            waits.recording.ring()
        }
    }

    func stopIfNeeded(_ reason: StopReason?) {
        if let reason { dispatch.stop(reason) }
    }

    func noteHealth(_ exchange: Exchange) {
        let answer = exchange.answer
        let start = exchange.timing.startedAt
        contact.note(answer)
        if answer.isOverload {
            dispatch.apiHadTooMuch(start: start, at: Instant.now)
        } else if answer.statusCode == 200, answer.errorKind == nil {
            dispatch.apiKeptUp(after: exchange.timing.duration, start: start)
        }
        if answer.isOutage {
            dispatch.apiFailed(at: Instant.now)
        } else if answer.errorKind != .cancelled {
            dispatch.apiAnswered()
        }
        if let wait = answer.retryAfter, answer.statusCode.map(ItemProgress.isTransient) == true {
            dispatch.hold(until: Instant.now + wait)
        }
    }
}
