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
                item.target, item.values, k8sName: item.identity?.k8sName, isolation: self,
                hiding: { await self.scrubber(for: item) })
            received(item, exchange, token: token)
        case .create:
            note(item)
            let exchange = await api.create(
                item.target, item.values, isolation: self, hiding: { await self.scrubber(for: item) })
            received(item, exchange, token: token)
        case .confirm where offers.lacks(.reveal, for: item.target.app):
            dispatch.returned(item)
            var item = item
            // A write that an earlier session saw confirmed was answered with 200, or 201 where it made the secret.
            let isWritten = item.progress.readsAfterWrite
            perform(item.progress.continueUnread(), on: item, ResultDetail(statusCode: isWritten ? 200 : nil))
            waits.recording.ring()
        case .confirm:
            let exchange = await api.confirm(
                item.target, item.values, isolation: self, hiding: { await self.scrubber(for: item) })
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
        outcomes.willRetry(item, ResultDetail(exchange), due: Instant.now)
        dispatch.awaitRecord()
        waits.recording.ring()
    }

    /// Calls the program of the item's phase.
    func step(_ item: WorkItem) async {
        let isSet = item.phase == .set
        let steps = context.plan.entries[item.entry].steps
        let next: ItemPhase? = isSet ? (item.isMissing ? .create : .put) : nil
        guard let call = isSet ? steps?.set : steps?.verify else { return advance(item, to: next) }
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
        guard let failure else { return advance(item, to: next) }
        dispatch.returned(item)
        let verdict = ResultDetail(
            statusCode: isSet ? nil : item.written?.statusCode ?? 200, errorKind: isSet ? .stepSet : .stepVerify,
            error: failure)
        stopIfNeeded(outcomes.add(item, item.progress.doubt.failureState, verdict))
        waits.recording.ring()
    }

    /// - Parameter phase: `nil` when the item has come through all of them.
    func advance(_ item: WorkItem, to phase: ItemPhase?) {
        dispatch.returned(item)
        var item = item
        if let phase {
            item.hasSet = true
            item.phase = phase
            dispatch.enqueueUrgent(item)
        } else {
            stopIfNeeded(outcomes.add(item, .succeeded, item.written ?? ResultDetail(statusCode: 200)))
            waits.recording.ring()
        }
    }

    func absorb(_ exchange: Exchange, of item: WorkItem) {
        noteHealth(exchange)
        guard let request = item.phase.request else { return }
        var item = item
        look(at: exchange.identity, of: &item)
        if request == .get, exchange.answer == .confirmed {
            item.isMissing = false
            return continueAtOnce(item, with: phaseOfWriting(item))
        }
        let action = item.progress.received(exchange.answer, to: request)
        if request == .post, exchange.answer == .confirmed || exchange.answer.doubt != .none { item.isCreated = true }
        // What the guard is there to find out, and a look that agrees with the answer before it, are no attempts.
        let isLook = request == .get && action == .create || action == .succeed && item.progress.readsAfterWrite
        if !isLook { outcomes.attempted(exchange, of: &item, now: Instant.now) }
        noteLacks(exchange, of: item, action)
        perform(action, on: item, ResultDetail(exchange))
        if mayGather {
            waits.recording.set(latest: Instant.now + CommitSchedule.patience)
        } else {
            waits.recording.ring()
        }
    }

    func perform(_ action: ItemProgress.Action, on item: WorkItem, _ detail: ResultDetail) {
        var item = item
        switch action {
        case .succeed where context.plan.entries[item.entry].steps?.verify != nil:
            item.progress.awaitVerification()
            item.lastResult = WorkItem.LastResult(item.written ?? detail)
            outcomes.keepUnderway(item, item.written ?? detail)
            continueAtOnce(item, with: .verify)
        case .succeed: settle(item, .succeeded, item.written ?? detail)
        case .settle(let state, _): settle(item, state, item.failure ?? detail)
        case .retry(let attempt):
            // What became of a request to create a secret, only the secret says.
            if item.phase == .create {
                item.isMissing = false
                item.phase = firstPhase(item)
            }
            var random = SystemRandomNumberGenerator()
            let wait = context.settings.retry.wait(after: attempt, using: &random)
            outcomes.willRetry(item, detail, due: Instant.now + wait)
            dispatch.awaitRecord()
        case .create: create(item, detail)
        case .startAgain:
            outcomes.keepUnderway(item, detail)
            item.lastResult = nil
            item.isMissing = false
            continueAtOnce(item, with: firstPhase(item))
        case .readBack: readBack(item, detail)
        case .cannotRead: perform(item.progress.continueUnread(), on: item, detail)
        case .stopRun(let reason):
            dispatch.stop(reason)
            outcomes.withdrawn(item, detail)
        case .leave:
            dispatch.stop(.cancelled)
            outcomes.withdrawn(item, detail)
        }
    }

    func settle(_ item: WorkItem, _ state: ItemState, _ detail: ResultDetail) {
        stopIfNeeded(outcomes.add(item, state, detail))
    }

    func continueAtOnce(_ item: WorkItem, with phase: ItemPhase) {
        var item = item
        item.phase = phase
        dispatch.enqueueUrgent(item)
    }

    func firstPhase(_ item: WorkItem) -> ItemPhase {
        context.settings.guardMode == .keys ? .check : phaseOfWriting(item)
    }

    func phaseOfWriting(_ item: WorkItem) -> ItemPhase {
        if !item.hasSet, context.plan.entries[item.entry].steps?.set != nil { return .set }
        return item.isMissing ? .create : .put
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
