package import Secrets

/// Sends requests over libcurl, on one event loop or on several.
///
/// A caller that lives on the loop reaches it without a hop. On more than one loop each request goes to the one with the
/// fewest under way, so that no loop ever holds more than its share of the connections.
package struct HTTPClient: Sendable {
    private let lanes: [LoopClient]
    private let settings: HTTPSettings
    private let headers: HeaderList

    /// - Parameter loops: one or more.
    /// - Throws: `EventLoopError` when memory is short.
    package init(on loops: [EventLoop], settings: HTTPSettings) throws {
        precondition(!loops.isEmpty, "a client needs a loop")
        lanes = loops.map(LoopClient.init)
        self.settings = settings
        headers = try HeaderList(settings.headers)
    }

    /// - Throws: `EventLoopError` when memory is short.
    package init(on loop: EventLoop, settings: HTTPSettings) throws {
        try self.init(on: [loop], settings: settings)
    }

    private init(_ client: HTTPClient, _ headers: HeaderList) {
        lanes = client.lanes
        settings = client.settings
        self.headers = headers
    }

    /// The same with other headers, over the same connections. - Throws: `EventLoopError` when memory is short.
    package func using(headers: [(name: String, value: Secret)]) throws -> HTTPClient {
        HTTPClient(self, try HeaderList(headers))
    }

    /// The same with one header more. - Throws: `EventLoopError` when memory is short.
    package func adding(header: (name: String, value: Secret)) throws -> HTTPClient {
        HTTPClient(self, try HeaderList(settings.headers + [header]))
    }

    /// Sends a request and waits for the end of its answer. Redirects are not followed.
    ///
    /// When the task is cancelled the transfer is cut and the failure's cause is `.cancelled`.
    package func send(
        _ request: HTTPRequest, isolation: isolated (any Actor)? = #isolation
    ) async -> Result<HTTPAnswer, HTTPFailure> {
        let lane = chooseLane()
        let order = PendingRequest(request, settings: settings, headers: headers, lane: lane)
        return await withTaskCancellationHandler {
            _ = isolation  // A closure that names it stays there; any other takes a turn of the executor's queue first.
            return await withCheckedContinuation { continuation in
                order.continuation = continuation
                lane.take(order)
            }
        } onCancel: {
            lane.withdraw(order)
        }
    }

    /// It counts from the choice on: the next one may come before the request is handed over.
    private func chooseLane() -> LoopClient {
        var freest = lanes[0]
        for lane in lanes.dropFirst() where lane.underway < freest.underway { freest = lane }
        freest.chosen()
        return freest
    }
}
