import Clock
import CrashPoints
import Journal
import Model
import Nx1
import Transport

/// One session of a run: prepare → pace → send → record, until nothing is left or something stops it.
///
/// It lives on the event loop, as libcurl does, so that a request costs no hop between threads. A fixed number of
/// workers takes items from `dispatch`; the recorder feeds it and commits what the workers gather.
///
/// The decisions are in structs without a clock, each with tests of its own: `dispatch`, `outcomes`, `intake` with its
/// waves, `commits`, `token`, `contact`. The runner reports events to them and performs what they return.
actor Runner {
    let loop: EventLoop
    var api: SecretsAPI
    let context: RunContext
    let recorder: Recorder
    let steps: StepRunner
    let pacing: Pacing
    let earlier: EarlierValues
    let report: @Sendable (RunProgress) -> Void
    /// Gets a sentence that people should read.
    let warned: @Sendable (String) -> Void
    let activity: RunActivity
    let waits: RunWaits

    var offers = Offers()
    var dispatch: Dispatch
    var outcomes: PendingOutcomes
    var intake: Intake
    var commits = CommitSchedule()
    var token: TokenState
    var contact = APIContact.untried
    var shown: ShownValues

    var isOver: Bool { waits.isClosed }

    /// How long requests may go on after the first signal.
    static let grace: Duration = .seconds(10)
    /// Items under way or about to be, at most, whatever the pace.
    static let maxAhead = 1_024

    nonisolated var unownedExecutor: UnownedSerialExecutor { loop.asUnownedSerialExecutor() }

    init(
        loop: EventLoop, api: SecretsAPI, context: RunContext, recorder: Recorder, steps: StepRunner,
        earlier: EarlierValues, pacing: Pacing, report: @escaping @Sendable (RunProgress) -> Void,
        warned: @escaping @Sendable (String) -> Void,
        activity: RunActivity
    ) {
        let run = context.run
        let settings = context.settings
        self.loop = loop
        self.api = api
        self.context = context
        self.recorder = recorder
        self.steps = steps
        self.earlier = earlier
        self.pacing = pacing
        self.report = report
        self.warned = warned
        self.activity = activity
        waits = RunWaits(on: loop)
        dispatch = Dispatch(
            pace: pacing.pace, heldUntil: pacing.heldUntil,
            breaker: Breaker(threshold: settings.stop.breaker, retry: settings.retry),
            window: ConcurrencyWindow(ceiling: settings.limits.concurrency), perApp: settings.limits.perApp)
        outcomes = PendingOutcomes(run: run, stop: settings.stop)
        intake = Intake(
            limit: settings.limit, available: run.tally.pending,
            waves: settings.waves.map { WaveGate($0, items: run.tally.items, finished: run.tally.finished) })
        token = TokenState(settings.renewal)
        shown = ShownValues(of: context.plan)
    }

    /// Runs the session to its end. When it returns, all that happened is committed.
    /// - Parameter signals: the first stops the run gently, the second cuts what is under way.
    /// - Throws: `JournalError` when the database fails.
    func run(signals: AsyncStream<Int32>) async throws -> RunEnding {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask(executorPreference: loop) { try await self.record() }
            group.addTask(executorPreference: loop) { await self.keepTime() }
            group.addTask { await self.handle(signals) }
            group.addTask { await self.heedCancellation() }
            group.addTask { try await self.recorder.feed.gather { await self.feedDidGrow() } }
            if intake.waves != nil { group.addTask { await self.passGates() } }
            if let renewal = context.settings.renewal { group.addTask { await self.keepToken(renewal) } }
            if let maximum = context.settings.maxDuration { group.addTask { await self.enforce(deadline: maximum) } }
            group.addTask { await self.work() }
            do {
                // The recorder is the one that ends by itself last: once the workers are done and all is committed.
                while try await group.next() != nil {
                    if isOver && outcomes.isEmpty { group.cancelAll() }
                }
            } catch {
                dispatch.stop(.cancelled)
                finish()
                group.cancelAll()
                throw error
            }
        }
        return ending()
    }

    // MARK: Workers

    private func work() async {
        await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<context.settings.limits.concurrency {
                group.addTask(executorPreference: loop) {
                    await self.serve()
                    return true
                }
            }
            group.addTask {
                await self.waitForCut()
                return false
            }
            var left = context.settings.limits.concurrency
            while let isWorker = await group.next() {
                if isWorker { left -= 1 } else if left > 0 { group.cancelAll() }
                if left == 0 { waits.cut.ring() }
            }
        }
        finish()
    }

    /// One worker. It stays on the loop from one item to the next: each hop to another thread is a wake-up.
    private func serve() async {
        while let item = await nextItem() { await send(item) }
    }

    private func nextItem() async -> WorkItem? {
        // Mostly there is one, and nobody has waited longer.
        if !waits.hasWorkers, !isOver, case .send(let item) = dispatch.next(now: Instant.now) { return item }
        return await withCheckedContinuation { continuation in
            waits.add(continuation)
            pump()
        }
    }

    /// Hands out what may leave to the workers that wait, in their order.
    func pump() {
        while waits.hasWorkers {
            switch dispatch.next(now: Instant.now) {
            case .send(let item): waits.nextWorker()?.resume(returning: item)
            case .wait(let until):
                waits.timekeeper.set(until)
                activity.wait(until: until)
                return
            case .finished: waits.dismissWorkers()
            }
        }
        activity.wait(until: nil)
    }

    /// Lets everybody go who waits for something that will not happen any more.
    func finish() {
        activity.wait(until: nil)
        waits.close()
    }

    // MARK: Report

    func progress() -> RunProgress {
        let now = Instant.now
        let wait: RunProgress.Wait? =
            if dispatch.stop != nil {
                .stopping
            } else if dispatch.heldUntil > now {
                .retryAfter(until: dispatch.heldUntil)
            } else if dispatch.breaker.state != .closed {
                .breaker
            } else if let nextDue = commits.nextDue, nextDue > now, dispatch.underway == 0 {
                .settle(until: nextDue)
            } else {
                intake.waves?.wait
            }
        return RunProgress(
            limit: context.settings.limits.rate, tally: outcomes.committed, retrying: dispatch.delayedCount,
            underway: dispatch.underway,
            allowed: dispatch.window.allowed, ceiling: dispatch.window.ceiling, wait: wait)
    }

    func ending() -> RunEnding {
        let isDone = outcomes.committed.pending == 0
        let stop = dispatch.stop ?? (isDone ? nil : context.settings.limit.map(StopReason.limit))
        let outcome: RunState = outcomes.committed.failed + outcomes.committed.unknown == 0 ? .succeeded : .failed
        switch stop {
        case .canary, .failures, .gate, .limit, .maxDuration, nil:
            if contact == .unanswered {
                return RunEnding(
                    tally: outcomes.committed, state: .stopped, stop: .unreachable, wasAnswered: false,
                    wasAttempted: true
                )
            }
        default: break
        }
        return RunEnding(
            tally: outcomes.committed, state: isDone ? outcome : stop?.state ?? .interrupted, stop: stop,
            wasAnswered: contact == .answered, wasAttempted: contact != .untried)
    }
}
