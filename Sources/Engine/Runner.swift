import CrashPoints
import DequeModule
import Journal
import Model
import Nx1
import Transport

/// One session of a run: prepare → pace → send → record, until nothing is left or something stops it.
///
/// It lives on the event loop, as libcurl does, so that a request costs no hop between threads. A fixed number of
/// workers takes items from `dispatch`; the recorder feeds it and commits what the workers gather.
actor Runner {
    private let loop: EventLoop
    private let api: SecretsAPI
    private let plan: Plan
    private let settings: RunSettings
    private let run: RunRow
    private let recorder: Recorder
    private let feed: ItemFeed
    private let steps: StepRunner
    private let pacing: Pacing
    private let report: @Sendable (RunProgress) -> Void
    private let clock = ContinuousClock()

    private var dispatch: Dispatch
    private var ledger: Ledger
    private var waves: Waves?
    private var waveWait: RunProgress.Wait?
    private var waiting: Deque<CheckedContinuation<WorkItem?, Never>> = []
    /// Items that this session has taken on.
    private var taken = 0
    private var wasAnswered = false
    private var wasAttempted = false
    private var isOver = false
    private var random = SystemRandomNumberGenerator()

    private let timekeeper: Alarm
    private let recording: Alarm
    private let cut: Alarm
    private let wave: Alarm

    /// How long requests may go on after the first signal.
    static let grace: Duration = .seconds(10)
    /// Items under way or about to be, at most, whatever the pace.
    private static let mostAhead = 1_024

    nonisolated var unownedExecutor: UnownedSerialExecutor { loop.asUnownedSerialExecutor() }

    init(
        loop: EventLoop, api: SecretsAPI, run: RunRow, plan: Plan, settings: RunSettings, recorder: Recorder,
        feed: ItemFeed, steps: StepRunner, pacing: Pacing, report: @escaping @Sendable (RunProgress) -> Void
    ) {
        self.loop = loop
        self.api = api
        self.plan = plan
        self.run = run
        self.settings = settings
        self.recorder = recorder
        self.feed = feed
        self.steps = steps
        self.pacing = pacing
        self.report = report
        dispatch = Dispatch(
            pace: pacing.pace, heldUntil: pacing.heldUntil,
            breaker: Breaker(threshold: settings.stop.breaker, retry: settings.retry), perApp: settings.limits.perApp)
        ledger = Ledger(run: run, stop: settings.stop)
        waves = settings.waves.map { Waves($0, items: run.tally.items, finished: run.tally.finished) }
        timekeeper = Alarm(on: loop)
        recording = Alarm(on: loop)
        cut = Alarm(on: loop)
        wave = Alarm(on: loop)
    }

    /// Runs the session to its end. When it returns, all that happened is committed.
    /// - Parameter signals: the first stops the run gently, the second cuts what is under way.
    /// - Throws: `JournalError` when the database fails.
    func run(signals: AsyncStream<Int32>) async throws -> RunEnding {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await self.record() }
            group.addTask { await self.keepTime() }
            group.addTask { await self.heed(signals) }
            group.addTask { await self.heedCancellation() }
            group.addTask { try await self.feed.gather { await self.fed() } }
            if let policy = settings.waves { group.addTask { await self.passGates(policy) } }
            if let most = settings.maxDuration { group.addTask { await self.heed(deadline: most) } }
            group.addTask { await self.work() }
            do {
                // The recorder is the one that ends by itself last: once the workers are done and all is committed.
                while try await group.next() != nil {
                    if isOver && ledger.isEmpty { group.cancelAll() }
                }
            } catch {
                dispatch.stop(.cancelled)
                over()
                group.cancelAll()
                throw error
            }
        }
        return ending()
    }

    // MARK: Workers

    private func work() async {
        await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<settings.limits.concurrency {
                group.addTask {
                    await self.serve()
                    return true
                }
            }
            group.addTask {
                await self.waitForCut()
                return false
            }
            var left = settings.limits.concurrency
            while let isWorker = await group.next() {
                if isWorker { left -= 1 } else if left > 0 { group.cancelAll() }
                if left == 0 { cut.ring() }
            }
        }
        over()
    }

    /// One worker. It stays on the loop from one item to the next: each hop to another thread is a wake-up.
    private func serve() async {
        while let item = await nextItem() { await send(item) }
    }

    private func nextItem() async -> WorkItem? {
        await withCheckedContinuation { continuation in
            waiting.append(continuation)
            pump()
        }
    }

    private func send(_ item: WorkItem) async {
        switch item.phase {
        case .check:
            let keys = item.droppable.union(item.values.map(\.key))
            answered(item, await api.check(item.target, keeps: keys, isolation: self))
        case .put: answered(item, await api.put(item.target, item.values, isolation: self))
        case .set, .verify: await step(item)
        }
        pump()
    }

    private func answered(_ item: WorkItem, _ exchange: Exchange) {
        CrashPoint.answered.pass()
        dispatch.returned(item)
        absorb(exchange, of: item)
    }

    /// Calls the program of the item's phase.
    private func step(_ item: WorkItem) async {
        let isSet = item.phase == .set
        let steps = plan.entries[item.entry].steps
        guard let call = isSet ? steps?.set : steps?.verify else { return goOn(item, with: isSet ? .put : nil) }
        let failure: String?
        do {
            failure = try await self.steps.perform(call, for: item)
        } catch is CancellationError {
            dispatch.returned(item)
            dispatch.stop(.cancelled)
            recording.ring()
            return
        } catch {
            failure = "\(error)"
        }
        CrashPoint.stepReturned.pass()
        guard let failure else { return goOn(item, with: isSet ? .put : nil) }
        dispatch.returned(item)
        let verdict = Verdict(
            statusCode: isSet ? nil : 200, errorKind: isSet ? .stepSet : .stepVerify, error: failure)
        stopIfNeeded(ledger.settled(item, isSet && item.progress.isAmbiguous ? .unknown : .failed, verdict))
        recording.ring()
    }

    /// - Parameter phase: `nil` when the item has come through all of them.
    private func goOn(_ item: WorkItem, with phase: ItemPhase?) {
        dispatch.returned(item)
        var item = item
        if let phase {
            item.phase = phase
            dispatch.goOn(with: item)
        } else {
            stopIfNeeded(ledger.settled(item, .succeeded, Verdict(statusCode: 200)))
            recording.ring()
        }
    }

    /// Hands out what may leave to the workers that wait, in their order.
    private func pump() {
        while !waiting.isEmpty {
            switch dispatch.next(now: clock.now) {
            case .send(let item): waiting.popFirst()?.resume(returning: item)
            case .wait(let until):
                timekeeper.set(until)
                return
            case .finished:
                for worker in waiting { worker.resume(returning: nil) }
                waiting.removeAll()
            }
        }
    }

    // MARK: Answers

    private func absorb(_ exchange: Exchange, of item: WorkItem) {
        let answer = exchange.answer
        noteHealth(answer)
        guard let request = item.phase.request else { return }
        var item = item
        let steps = plan.entries[item.entry].steps
        if request == .get, answer == .confirmed {
            item.phase = steps?.set == nil ? .put : .set
            dispatch.goOn(with: item)
            return
        }
        let action = item.progress.received(answer, to: request)
        ledger.attempted(exchange, of: &item, now: clock.now)
        switch action {
        case .succeed where steps?.verify != nil:
            ledger.stands(item, exchange)
            item.phase = .verify
            dispatch.goOn(with: item)
        case .succeed: stopIfNeeded(ledger.settled(item, .succeeded, Verdict(exchange)))
        case .settle(let state, _): stopIfNeeded(ledger.settled(item, state, Verdict(exchange)))
        case .retry(let attempt):
            let wait = settings.retry.wait(after: attempt, using: &random)
            ledger.willRetry(item, exchange, due: clock.now + wait)
            dispatch.awaitRecord()
        case .stopRun(let reason):
            dispatch.stop(reason)
            ledger.withdrawn(item, exchange)
        case .leave:
            dispatch.stop(.cancelled)
            ledger.stands(item, exchange)
        }
        recording.ring()
    }

    private func stopIfNeeded(_ reason: StopReason?) {
        if let reason { dispatch.stop(reason) }
    }

    private func noteHealth(_ answer: Answer) {
        wasAttempted = true
        if answer.isOutage {
            dispatch.apiFailed(at: clock.now)
        } else if answer.errorKind != .cancelled {
            dispatch.apiAnswered()
        }
        if case .lost = answer {} else { wasAnswered = true }
        if let wait = answer.retryAfter, answer.statusCode.map(ItemProgress.isTransient) == true {
            dispatch.hold(until: clock.now + wait)
        }
    }

    // MARK: Recording

    private func record() async throws {
        var isExhausted = false
        // The feed has nothing at the moment; it rings when it has.
        var isStarved = false
        while true {
            let appetite = isExhausted || dispatch.stop != nil || isOver ? 0 : appetite()
            let wanted = max(0, min(appetite, ahead() - dispatch.readyCount - dispatch.underway))
            // The last turn of all also says that the limiter's state is whole.
            let isLast = isOver
            if isLast { ledger.leave(dispatch.takeLeftOver()) }
            if ledger.isEmpty && (wanted == 0 || isStarved) && !isLast {
                await recording.wait(isolation: self)
                isStarved = false
                continue
            }
            var (turn, retries) = ledger.take()
            turn.pace = pacing.row(dispatch, now: clock.now, isClean: isLast)
            let supply = try await recorder.record(turn, wanted: wanted, appetite: appetite)
            stopIfNeeded(ledger.recorded(turn, unprepared: supply.unprepared))
            let settled = turn.settled.count + supply.unprepared.count
            taken += supply.released.count + supply.unprepared.count
            isStarved = supply.isStarved
            advanceWaves(taken: supply.released.count + supply.unprepared.count, settled: settled)
            // A wave that ends with the last item wants no more, and so would never hear that there are none.
            if supply.isExhausted || hasReachedLimit || taken >= run.tally.pending { isExhausted = true }
            dispatch.add(supply.released)
            for retry in retries { dispatch.retry(retry.item, at: retry.due) }
            if isExhausted { dispatch.isExhausted = true }
            report(progress())
            pump()
            if isLast && ledger.isEmpty { return }
        }
    }

    /// How many more items this session may take on: all, but for `--limit` and the canary.
    private func appetite() -> Int {
        var most = Int.max
        if let limit = settings.limit { most = limit - taken }
        if ledger.canary.isOpen { most = min(most, ledger.canary.size - taken) }
        if let waves { most = min(most, waves.appetite) }
        return max(0, most)
    }

    private var hasReachedLimit: Bool { settings.limit.map { taken >= $0 } ?? false }

    /// Enough to keep the workers busy while a commit is under way, and little more: what is released counts as sent
    /// when the process dies.
    private func ahead() -> Int {
        max(2 * settings.limits.concurrency, min(Self.mostAhead, 4 * ledger.settledLately))
            - max(0, dispatch.delayedCount - Self.mostAhead)
    }

    /// Lets everybody go who waits for something that will not happen any more.
    private func over() {
        isOver = true
        recording.ring()
        timekeeper.ring()
        wave.ring()
        pump()  // the timekeeper may not have begun, and workers may wait already
    }

    private func fed() { recording.ring() }

    // MARK: Waves

    private func advanceWaves(taken: Int, settled: Int) {
        guard waves != nil else { return }
        waves?.took(taken)
        waves?.settled(settled)
        if waves?.state == .between { wave.ring() }
    }

    /// Opens one wave after the other. The first wave of a session that ended between two starts with the gate.
    private func passGates(_ policy: WavePolicy) async {
        var isFirst = waves?.state == .between
        while !isOver {
            if !isFirst { await wave.wait(isolation: self) }
            if isOver || ledger.committed.pending == 0 || waves?.state != .between {
                isFirst = false
                continue
            }
            do {
                if !isFirst, policy.pause > .zero {
                    waveWait = .wave(until: clock.now + policy.pause)
                    report(progress())
                    try await Task.sleep(for: policy.pause)
                }
                if let call = policy.gate {
                    waveWait = .gate
                    report(progress())
                    if let reason = try await Gate(call: call, run: run).ask(ledger.committed) {
                        stop(.gate(reason))
                    }
                }
            } catch {
                return  // the run is over
            }
            isFirst = false
            waveWait = nil
            waves?.open()
            recording.ring()
        }
    }

    // MARK: Time and signals

    private func keepTime() async {
        while !isOver {
            await timekeeper.wait(isolation: self)
            pump()
        }
    }

    private func waitForCut() async { await cut.wait(isolation: self) }

    private func heed(_ signals: AsyncStream<Int32>) async {
        for await number in signals {
            if dispatch.stop == nil {
                stop(.signal(number))
                cut.set(clock.now + Self.grace)
            } else {
                cut.ring()
            }
        }
    }

    private func heed(deadline most: Duration) async {
        do {
            try await Task.sleep(for: most)
            stop(.maxDuration(most))
        } catch {
            return  // the run is over
        }
    }

    private func heedCancellation() async {
        do {
            while true { try await Task.sleep(for: .seconds(3_600)) }
        } catch {
            if !isOver { stop(.cancelled) }
        }
    }

    private func stop(_ reason: StopReason) {
        dispatch.stop(reason)
        pump()
        recording.ring()
        report(progress())
    }

    // MARK: Report

    private func progress() -> RunProgress {
        let now = clock.now
        let wait: RunProgress.Wait? =
            if dispatch.stop != nil {
                .stopping
            } else if dispatch.heldUntil > now {
                .retryAfter(until: dispatch.heldUntil)
            } else if dispatch.breaker.state != .closed {
                .breaker
            } else {
                waveWait
            }
        return RunProgress(
            tally: ledger.committed, retrying: dispatch.delayedCount, underway: dispatch.underway, wait: wait)
    }

    private func ending() -> RunEnding {
        let isDone = ledger.committed.pending == 0
        let stop = dispatch.stop ?? (isDone ? nil : settings.limit.map(StopReason.limit))
        let outcome: RunState = ledger.committed.failed + ledger.committed.unknown == 0 ? .succeeded : .failed
        return RunEnding(
            tally: ledger.committed, state: isDone ? outcome : stop?.state ?? .interrupted, stop: stop,
            wasAnswered: wasAnswered, wasAttempted: wasAttempted)
    }
}
