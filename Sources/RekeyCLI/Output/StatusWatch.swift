import Foundation
import Journal
import Logging
import Model
import Rekey
import Report

/// Shows a run of another process until it ends: in place on a terminal, otherwise one line per change.
struct StatusWatch {
    let global: GlobalOptions
    let sources: [(record: JournalReader, run: Int64)]

    private static let interval: Duration = .milliseconds(500)

    func show() async throws {
        let screen = Screen(ink: TextStyle(global.color, on: STDERR_FILENO))
        var before: (moment: ContinuousClock.Instant, finished: Int)?
        var last = ""
        while true {
            let sum = ShardSum(try sources.map { try $0.record.head($0.run) })
            let tally = sum.tally
            guard sum.state == .running else { return screen.clear() }
            let now = ContinuousClock.now
            var pieces = [
                Screen.Piece("run \(sum.run.map(String.init) ?? "in \(sources.count) shards") of \(sum.plan): ")
            ]
            pieces += ProgressText.counts(tally)
            // Averaged since the watch began instead of since the last look, so that it does not jump.
            let start = before ?? (now, tally.finished)
            before = start
            if tally.finished > start.finished {
                let perSecond = Double(tally.finished - start.finished) / (now - start.moment).inSeconds
                pieces.append(.init(ProgressText.pace(perSecond, limit: sum.rate, left: tally.pending)))
            }
            let text = pieces.map(\.text).joined()
            if screen.isTerminal {
                screen.replace((Screen.width >= 90 ? ProgressText.bar(tally) : []) + pieces)
            } else if text != last {
                if global.showsProgress { StandardError.line(.notice, text) }
                last = text
            }
            try await Task.sleep(for: Self.interval)
        }
    }
}
