package import Secrets

/// Sends requests over libcurl, on one or more event loops.
///
/// A caller that lives on the loop reaches it without a hop. With several loops each request goes to the loop with the
/// fewest requests under way, so that no loop ever has more than its share of the connections.
package struct HTTPClient: Sendable {
    private let lanes: [LoopClient]
    private let settings: HTTPSettings
    private let headers: HeaderList

    /// - Parameter loops: one or more.
    /// - Throws: `EventLoopError` if memory is short.
    package init(on loops: [EventLoop], settings: HTTPSettings) throws {
        precondition(!loops.isEmpty, "a client needs a loop")
        lanes = loops.map(LoopClient.init)
        self.settings = settings
        headers = try HeaderList(settings.headers)
    }

    /// - Throws: `EventLoopError` if memory is short.
    package init(on loop: EventLoop, settings: HTTPSettings) throws {
        try self.init(on: [loop], settings: settings)
    }

    private init(_ client: HTTPClient, _ headers: HeaderList) {
        lanes = client.lanes
        settings = client.settings
        self.headers = headers
    }

    /// The same client with other headers, over the same connections. - Throws: `EventLoopError` if memory is short.
    package func using(headers: [(name: String, value: Secret)]) throws -> HTTPClient {
        HTTPClient(self, try HeaderList(headers))
    }

    /// The same client with one more header. - Throws: `EventLoopError` if memory is short.
    package func adding(header: (name: String, value: Secret)) throws -> HTTPClient {
        HTTPClient(self, try HeaderList(settings.headers + [header]))
    }

    /// Sends a request and waits for the end of its answer. Redirects are not followed.
    ///
    /// If the task is cancelled, the transfer is cut and the failure's cause is `.cancelled`.
    package func send(
        _ request: HTTPRequest, isolation: isolated (any Actor)? = #isolation
    ) async -> Result<HTTPAnswer, HTTPFailure> {
        let lane = chooseLane()
        let pending = PendingRequest(request, settings: settings, headers: headers, lane: lane)
        return await withTaskCancellationHandler {
            // Capturing `isolation` keeps the closure on the caller's executor; without it there is an extra hop.
            _ = isolation
            return await withCheckedContinuation { continuation in
                pending.continuation = continuation
                lane.take(pending)
            }
        } onCancel: {
            lane.withdraw(pending)
        }
    }

    /// Counted from the moment of the choice: the next choice may be made before the request is handed over.
    private func chooseLane() -> LoopClient {
        var freest = lanes[0]
        for lane in lanes.dropFirst() where lane.underway < freest.underway { freest = lane }
        freest.chosen()
        return freest
    }
}
