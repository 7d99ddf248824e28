import Clock
import Foundation
package import Journal
package import Model
package import Nx1
import Transport

/// Performs one session of a run that is in the database, from its present state to its end or to a stop.
package struct RunSession: Sendable {
    private let journal: Journal
    private let run: RunRow
    private let plan: Plan
    private let settings: RunSettings
    private let keys: RunKeys
    private let connection: Connection
    private let settleTimes: SettleTimes

    /// - Parameters:
    ///   - plan: the definition of the revision that the run is pinned to.
    ///   - settleTimes: of this run's secrets that earlier requests may still change.
    package init(
        journal: Journal, run: RunRow, plan: Plan, settings: RunSettings, keys: RunKeys, connection: Connection,
        settleTimes: SettleTimes
    ) {
        self.settleTimes = settleTimes
        self.journal = journal
        self.run = run
        self.plan = plan
        self.settings = settings
        self.keys = keys
        self.connection = connection
    }

    /// How many requests can be under way at once on this machine, at least 1.
    package static func roomForConnections() -> Int { OpenFiles.roomForConnections() }

    /// Sends what is left and records how the run ended.
    /// - Parameters:
    ///   - signals: the first number stops gently, the second cuts what is under way.
    ///   - activity: says what the session is busy with.
    ///   - warned: gets a sentence about a value that may not be what is meant; it must not block.
    ///   - report: called on the event loop after each commit; it must not block.
    /// - Throws: `JournalError` when the database fails; the run can then be resumed.
    package func perform(
        signals: AsyncStream<Int32>, activity: RunActivity = RunActivity(),
        warned: @escaping @Sendable (String) -> Void = { _ in },
        report: @escaping @Sendable (RunProgress) -> Void
    ) async throws -> RunEnding {
        activity.begin(run: run.id)
        defer { activity.end() }
        let loop = try EventLoop()
        defer { loop.close() }
        let others = needsSecondLoop ? [try EventLoop()] : []
        defer { for loop in others { loop.close() } }
        let row = try await journal.pace(host: connection.host.authority)
        let pacing = Pacing(
            host: connection.host.authority, limits: settings.limits, row: row, now: .now,
            wallMicroseconds: .nowMicroseconds)
        let feed = ItemFeed(journal: journal, run: run, plan: plan, settleTimes: settleTimes, activity: activity)
        let runner = Runner(
            loop: loop, api: try SecretsAPI(connection, limits: settings.limits, on: [loop] + others),
            context: RunContext(run: run, plan: plan, settings: settings),
            recorder: try await Recorder(
                journal: journal, run: run, plan: plan, settings: settings, keys: keys, feed: feed,
                settleTimes: settleTimes, warned: warned),
            steps: StepRunner(journal: journal, run: run, keys: keys),
            earlier: EarlierValues(
                journal: journal, master: keys.master, isNone: try await !journal.keepsValues(besides: run.id)),
            pacing: pacing, report: report, warned: warned, activity: activity)
        let ending = try await runner.run(signals: signals)
        var reason = ending.stopReason
        if ending.stop == .unauthorized, let text = reason { reason = "\(text); \(connection.kind.advice)" }
        let finished = reason
        try await activity.during {
            try await journal.finish(run.id, state: ending.state, reason: finished)
        }
        return ending
    }

    /// One loop sends some ten thousand requests a second, more than any rate that a plan names in earnest; it holds the
    /// rate by itself, too. Without a rate libcurl is what takes longest, and on a second core it takes half as long.
    private var needsSecondLoop: Bool {
        settings.limits.rate == nil && settings.limits.concurrency >= 32
            && ProcessInfo.processInfo.activeProcessorCount > 1
    }
}

extension RunEnding {
    /// What the record says; nothing when the run went through to its last item.
    package var stopReason: String? {
        switch stop {
        case .forbidden, .breaker: stop?.text
        default: state == .stopped || state == .interrupted ? stop?.text : nil
        }
    }
}
