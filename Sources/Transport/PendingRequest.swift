import Clock
import Synchronization

/// One request on its way through a lane: handed over by any thread, then the loop's alone. Part of the bridge that
/// `EventLoop` is.
///
/// - `@unchecked Sendable`: all but the flag is set before the order is handed over and touched by the loop afterwards.
final class PendingRequest: @unchecked Sendable {
    let request: HTTPRequest
    let settings: HTTPSettings
    let headers: HeaderList
    let lane: LoopClient
    /// Resumed exactly once.
    var continuation: CheckedContinuation<Result<HTTPAnswer, HTTPFailure>, Never>?
    /// What carries it, while it is under way.
    var transfer: Transfer?
    /// The task that waits for it was cancelled; that may happen before the order arrives.
    let isWithdrawn = Atomic(false)

    init(_ request: HTTPRequest, settings: HTTPSettings, headers: HeaderList, lane: LoopClient) {
        self.request = request
        self.settings = settings
        self.headers = headers
        self.lane = lane
    }

    /// It never left.
    func fail(_ message: String) {
        let timing = HTTPTiming(startedAt: .now, duration: .zero)
        end(.failure(HTTPFailure(cause: .setup, message: message, mayHaveArrived: false, timing: timing)))
    }

    func end(_ result: Result<HTTPAnswer, HTTPFailure>) {
        let waiting = continuation
        continuation = nil
        transfer = nil
        lane.returned()
        waiting?.resume(returning: result)
    }
}
