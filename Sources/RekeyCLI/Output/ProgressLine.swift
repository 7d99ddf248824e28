import Engine
import Foundation
import Journal
import Model

#if canImport(Glibc)
    import Glibc
#endif

/// Progress on standard error: one line that is rewritten on a terminal, a line now and then elsewhere.
actor ProgressLine {
    private let isTerminal: Bool
    private let isShown: Bool
    private var rate: Rate?
    private var run: Int64 = 0
    private var startedAt = ContinuousClock.now
    private var finishedAtStart = 0
    private var lastWritten: ContinuousClock.Instant?
    private var hasLine = false

    private static let terminalInterval: Duration = .milliseconds(100)
    private static let otherInterval: Duration = .seconds(10)

    init(_ global: GlobalOptions) {
        isTerminal = isatty(STDERR_FILENO) == 1
        isShown = !global.quiet && !global.noProgress
    }

    enum Event: Sendable {
        case began(RunRow)
        case progressed(RunProgress)
        case warned(String)
    }

    /// Shows what comes until the stream ends.
    func show(_ events: AsyncStream<Event>, warn: @Sendable (String) -> Void) async {
        for await event in events {
            switch event {
            case .began(let run): begin(run)
            case .progressed(let progress): update(progress)
            case .warned(let text):
                clear()
                warn(text)
            }
        }
        clear()
    }

    private func begin(_ run: RunRow) {
        self.run = run.id
        startedAt = .now
        finishedAtStart = run.tally.finished
        lastWritten = nil
        guard isShown, !isTerminal else { return }
        write("run \(run.id) of \(run.plan): \(run.tally.pending) items to go\n")
    }

    private func update(_ progress: RunProgress) {
        guard isShown else { return }
        let now = ContinuousClock.now
        let interval = isTerminal ? Self.terminalInterval : Self.otherInterval
        // Off a terminal the first line comes after an interval; `begin` has said that the run goes on.
        if now - (lastWritten ?? (isTerminal ? now - interval : startedAt)) < interval { return }
        lastWritten = now
        let text = line(progress, at: now)
        if isTerminal {
            write("\r" + String(text.prefix(max(20, width - 1))) + "\u{1B}[K")
            hasLine = true
        } else {
            write("run \(run): \(text)\n")
        }
    }

    private func line(_ progress: RunProgress, at now: ContinuousClock.Instant) -> String {
        let tally = progress.tally
        let seconds = max(0.001, (now - startedAt).inSeconds)
        let perSecond = Double(tally.finished - finishedAtStart) / seconds
        let share = tally.items > 0 ? Double(tally.finished) / Double(tally.items) : 1
        var text = isTerminal ? bar(share) + " " : ""
        text += "\(tally.finished)/\(tally.items)"
        if tally.failed > 0 { text += ", \(tally.failed) failed" }
        if tally.unknown > 0 { text += ", \(tally.unknown) unknown" }
        if progress.retrying > 0 { text += ", \(progress.retrying) retrying" }
        text += String(format: ", %.1f/s", perSecond)
        if perSecond > 0, tally.pending > 0 {
            text += ", \(Self.clock(Double(tally.pending) / perSecond)) left"
        }
        if progress.allowed < progress.ceiling {
            text += "; slowed to \(progress.allowed) of \(progress.ceiling) at once"
        }
        switch progress.wait {
        case .retryAfter(let until): text += "; held by Retry-After for \(Int((until - now).inSeconds.rounded(.up))) s"
        case .wave(let until): text += "; next wave in \(max(0, Int((until - now).inSeconds.rounded(.up)))) s"
        case .gate: text += "; asking the gate"
        case .breaker: text += "; breaker open, probing"
        case .stopping: text += "; stopping, waiting for requests under way"
        case nil: break
        }
        return text
    }

    private func bar(_ share: Double) -> String {
        let cells = 20
        let full = Int(share * Double(cells))
        return "[" + String(repeating: "#", count: full) + String(repeating: "-", count: cells - full) + "]"
            + String(format: " %3.0f %%", (share * 100).rounded(.down))
    }

    private static func clock(_ seconds: Double) -> String {
        let whole = Int(min(seconds.rounded(.up), 359_999))
        return whole >= 3_600
            ? String(format: "%dh%02dm", whole / 3_600, whole / 60 % 60)
            : whole >= 60 ? String(format: "%dm%02ds", whole / 60, whole % 60) : "\(whole)s"
    }

    private var width: Int {
        var size = winsize()
        return ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0 ? Int(size.ws_col) : 80
    }

    private func clear() {
        if hasLine { write("\r\u{1B}[K") }
        hasLine = false
    }

    private func write(_ text: String) { StandardError.write(text) }
}
