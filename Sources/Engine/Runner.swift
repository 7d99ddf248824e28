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
    private let recorder: Recorder
    private let pacing: Pacing
    private let report: @Sendable (RunProgress) -> Void
    private let clock = ContinuousClock()

    private var dispatch: Dispatch
    private var ledger: Ledger
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

    /// How long requests may go on after the first signal.
    static let grace: Duration = .seconds(10)
    /// Items under way or about to be, at most, whatever the pace.
    private static let mostAhead = 1_024

    nonisolated var unownedExecutor: UnownedSerialExecutor { loop.asUnownedSerialExecutor() }

    init(
        loop: EventLoop, api: SecretsAPI, run: RunRow, plan: Plan, settings: RunSettings, recorder: Recorder,
        pacing: Pacing, report: @escaping @Sendable (RunProgress) -> Void
    ) {
        self.loop = loop
        self.api = api
        self.plan = plan
        self.settings = settings
        self.recorder = recorder
        self.pacing = pacing
        self.report = report
        dispatch = Dispatch(
            pace: pacing.pace, heldUntil: pacing.heldUntil,
            breaker: Breaker(threshold: settings.stop.breaker, retry: settings.retry), perApp: settings.limits.perApp)
        ledger = Ledger(run: run, stop: settings.stop)
        timekeeper = Alarm(on: loop)
        recording = Alarm(on: loop)
        cut = Alarm(on: loop)
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
        let entry = plan.entries[item.entry]
        let exchange =
            switch item.request {
            case .get:
                await api.check(item.target, keeps: entry.drop.union(entry.keys.map(\.name)), isolation: self)
            case .put: await api.put(item.target, item.values, isolation: self)
            }
        CrashPoint.answered.pass()
        dispatch.returned(item)
        absorb(exchange, of: item)
        pump()
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
        if item.request == .get, answer == .confirmed {
            var item = item
            item.request = .put
            dispatch.goOn(with: item)
            return
        }
        var item = item
        let action = item.progress.received(answer, to: item.request)
        ledger.attempted(exchange, of: &item, now: clock.now)
        switch action {
        case .succeed: stopIfNeeded(ledger.settled(item, .succeeded, exchange))
        case .settle(let state, _): stopIfNeeded(ledger.settled(item, state, exchange))
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
        while true {
            let appetite = isExhausted || dispatch.stop != nil || isOver ? 0 : appetite()
            let wanted = max(0, min(appetite, ahead() - dispatch.readyCount - dispatch.underway))
            // The last turn of all also says that the limiter's state is whole.
            let isLast = isOver
            if isLast { ledger.leave(dispatch.takeLeftOver()) }
            if ledger.isEmpty && wanted == 0 && !isLast {
                await recording.wait(isolation: self)
                continue
            }
            var (turn, retries) = ledger.take()
            turn.pace = pacing.row(dispatch, now: clock.now, isClean: isLast)
            let supply = try await recorder.record(turn, wanted: wanted, appetite: appetite)
            stopIfNeeded(ledger.recorded(turn, unprepared: supply.unprepared))
            taken += supply.released.count + supply.unprepared.count
            if supply.isExhausted || hasReachedLimit { isExhausted = true }
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
        pump()  // the timekeeper may not have begun, and workers may wait already
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
                nil
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
