import Clock
import Synchronization

/// One request on its way through a client: handed over by any thread, then owned by the loop. Part of the bridge of
/// `EventLoop`.
///
/// - `@unchecked Sendable`: everything but the flag is set before the request is handed over, and then used only on the
///   loop.
final class PendingRequest: @unchecked Sendable {
    let request: HTTPRequest
    let settings: HTTPSettings
    let headers: HeaderList
    let lane: LoopClient
    /// Resumed exactly once.
    var continuation: CheckedContinuation<Result<HTTPAnswer, HTTPFailure>, Never>?
    /// The transfer that carries it, while it is under way.
    var transfer: Transfer?
    /// The task that waits for it was cancelled; this may happen before the request reaches the loop.
    let isWithdrawn = Atomic(false)

    init(_ request: HTTPRequest, settings: HTTPSettings, headers: HeaderList, lane: LoopClient) {
        self.request = request
        self.settings = settings
        self.headers = headers
        self.lane = lane
    }

    /// The request was never sent.
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
