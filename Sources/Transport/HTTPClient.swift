import Monotonic
package import Secrecy

/// Sends requests over libcurl. It lives on an event loop; its callers on the same loop reach it without a hop.
package actor HTTPClient {
    private let loop: EventLoop
    private let settings: HTTPSettings
    private var headers: HeaderList
    private var idle: [Transfer] = []

    package nonisolated var unownedExecutor: UnownedSerialExecutor { loop.asUnownedSerialExecutor() }

    /// - Throws: `EventLoopError` when memory is short.
    package init(on loop: EventLoop, settings: HTTPSettings) throws {
        self.loop = loop
        self.settings = settings
        headers = try HeaderList(settings.headers)
    }

    /// Sends other headers with the requests from now on. - Throws: `EventLoopError` when memory is short.
    package func use(headers: [(name: String, value: Secret)]) throws {
        self.headers = try HeaderList(headers)
    }

    /// Sends a request and waits for the end of its answer. Redirects are not followed.
    ///
    /// When the task is cancelled the transfer is cut and the failure's cause is `.cancelled`.
    package func send(_ request: HTTPRequest) async -> Result<HTTPAnswer, HTTPFailure> {
        let ticket = loop.nextTicket()
        let transfer: Transfer
        do {
            transfer = try idle.popLast() ?? makeTransfer()
            try transfer.prepare(request, settings: settings, headers: headers, ticket: ticket)
        } catch let failure as HTTPFailure {
            return .failure(failure)
        } catch {
            let timing = HTTPTiming(startedAt: .now, duration: .zero)
            return .failure(
                HTTPFailure(cause: .setup, message: "\(error)", mayHaveArrived: false, timing: timing))
        }
        defer { idle.append(transfer) }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { transfer.start(on: loop, $0) }
        } onCancel: {
            loop.cancel(ticket)
        }
    }

    private func makeTransfer() throws -> Transfer {
        loop.keepConnections(settings.keptConnections)
        return try Transfer()
    }
}
