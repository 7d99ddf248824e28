import Clock
import Engine
import Foundation
import Journal
import Logging
import Model

#if canImport(Glibc)
    import Glibc
#endif

/// Progress on standard error: one line that is rewritten on a terminal, and occasional lines otherwise.
actor ProgressLine {
    private let screen: Screen
    private let isShown: Bool
    private var run: Int64 = 0
    private var startedAt = Instant.now
    private var finishedAtStart = 0
    private var lastWritten: Instant?
    private var latest: RunProgress?

    private static let terminalInterval: Duration = .milliseconds(100)
    private static let otherInterval: Duration = .seconds(10)

    init(_ global: GlobalOptions) {
        screen = Screen(ink: TextStyle(global.color, on: STDERR_FILENO))
        isShown = global.showsProgress
    }

    enum Event: Sendable {
        case began(RunRow)
        case progressed(RunProgress)
        case warned(String)
    }

    /// Shows the progress until the stream ends.
    func show(_ events: AsyncStream<Event>, warn: @Sendable (String) -> Void) async {
        await withTaskGroup { group in
            group.addTask { await self.keepTime() }
            for await event in events {
                switch event {
                case .began(let run): begin(run)
                case .progressed(let progress): update(progress)
                case .warned(let text):
                    screen.clear()
                    warn(text)
                }
            }
            group.cancelAll()
        }
        screen.clear()
    }

    /// While a run waits for a moment, there are no events, but the remaining time must be updated.
    private func keepTime() async {
        do {
            while true {
                try await Task.sleep(for: .seconds(1))
                if let latest { update(latest) }
            }
        } catch {
            latest = nil  // the runs are over
        }
    }

    private func begin(_ run: RunRow) {
        self.run = run.id
        startedAt = .now
        finishedAtStart = run.tally.finished
        latest = nil
        lastWritten = nil
        guard isShown, !screen.isTerminal else { return }
        StandardError.line(
            .notice, "run \(run.id) of \(run.plan): \(counted(run.tally.pending, "item")) to go",
            fields: Self.fields(run.id, run.tally))
    }

    private func update(_ progress: RunProgress) {
        guard isShown else { return }
        latest = progress
        let now = Instant.now
        let interval = screen.isTerminal ? Self.terminalInterval : Self.otherInterval
        // Without a terminal the first line comes after an interval; `begin` has already reported the start.
        if now - (lastWritten ?? (screen.isTerminal ? now - interval : startedAt)) < interval { return }
        lastWritten = now
        let words = line(progress, at: now)
        guard screen.isTerminal else {
            return StandardError.line(
                .notice, "run \(run): " + words.map(\.text).joined(), fields: Self.fields(run, progress.tally))
        }
        // If there is no room for both, the numbers are more useful than the bar.
        screen.replace((Screen.width >= 70 ? ProgressText.bar(progress.tally) : []) + words)
    }

    private static func fields(_ run: Int64, _ tally: RunTally) -> [(String, OutputValue)] {
        [
            ("run", .integer(run)), ("items", .integer(Int64(tally.items))),
            ("succeeded", .integer(Int64(tally.succeeded))), ("failed", .integer(Int64(tally.failed))),
            ("unknown", .integer(Int64(tally.unknown))), ("pending", .integer(Int64(tally.pending))),
        ]
    }

    private func line(_ progress: RunProgress, at now: Instant) -> [Screen.Piece] {
        let tally = progress.tally
        let seconds = max(0.001, (now - startedAt).inSeconds)
        let perSecond = Double(tally.finished - finishedAtStart) / seconds
        var text = ""
        switch progress.wait {
        case .retryAfter(let until) where until <= now: break
        case .retryAfter(let until):
            text += "; paused by Retry-After for \(Int((until - now).inSeconds.rounded(.up))) s"
        case .wave(let until): text += "; next wave in \(max(0, Int((until - now).inSeconds.rounded(.up)))) s"
        case .settle(let until):
            text += "; waiting \(max(0, Int((until - now).inSeconds.rounded(.up)))) s for earlier requests to settle"
        case .gate: text += "; asking the gate"
        case .breaker: text += "; breaker open, probing"
        case .stopping: text += "; stopping, waiting for requests under way (a second signal cuts them)"
        case nil: break
        }
        if progress.allowed < progress.ceiling {
            text += "; slowed to \(progress.allowed) of \(progress.ceiling) concurrent requests"
        }
        // The reason for waiting comes first; on a narrow terminal the rest is cut.
        return ProgressText.counts(tally, retrying: progress.retrying) + [.init(text, .yellow)]
            + [.init(ProgressText.pace(perSecond, limit: progress.limit?.perSecond, left: tally.pending))]
    }
}
