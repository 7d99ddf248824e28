import Clock
import Engine
import Foundation
import Model
import Synchronization

/// Reports that the API asks for a long pause, once for each pause: the run waits and keeps its lock, and without a
/// terminal nobody would know.
final class HoldNotice: Sendable {
    private let run: Int64?
    private let warned: @Sendable (String) -> Void
    /// The end of the pause that was last reported. Atomic, because the run's loop reports it.
    private let said = Atomic<Int64>(0)

    /// Shorter pauses are over before a person could react.
    private static let shortest: Duration = .seconds(60)

    /// - Parameter run: `nil` before there is one.
    init(run: Int64?, warned: @escaping @Sendable (String) -> Void) {
        self.run = run
        self.warned = warned
    }

    func heard(_ wait: RunProgress.Wait?) {
        if case .retryAfter(let until) = wait { heard(until: until) }
    }

    func heard(until moment: Instant) {
        let left = Instant.now.duration(to: moment)
        guard left >= Self.shortest else { return }
        // The same pause arrives again with each answer, a little later each time.
        let last = Instant(nanoseconds: said.load(ordering: .relaxed))
        guard last + Self.shortest < moment else { return }
        said.store(moment.nanoseconds, ordering: .relaxed)
        let time = Date(timeIntervalSinceNow: left.inSeconds).formatted(.iso8601)
        let end = run.map { "end it with Ctrl-C or SIGTERM and continue later with `rekey resume \($0)`" }
        warned(
            "the API asks for a pause until \(time) (Retry-After); \(run.map { "run \($0)" } ?? "the command") waits "
                + "until then, or \(end ?? "end it with Ctrl-C or SIGTERM")")
    }
}
