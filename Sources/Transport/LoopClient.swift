import Synchronization

/// A client's part on one event loop: the handles that it reuses. Part of the bridge of `EventLoop`.
///
/// - `@unchecked Sendable`: `idle` is used only on the loop's thread; the count is atomic.
final class LoopClient: @unchecked Sendable {
    private let loop: EventLoop
    private var idle: [Transfer] = []
    private let count = Atomic(0)

    init(on loop: EventLoop) {
        self.loop = loop
    }

    /// Requests that were assigned to it and have not ended. Callable from any thread.
    var underway: Int { count.load(ordering: .relaxed) }

    /// Counts a request that will arrive. Callable from any thread.
    func chosen() { count.add(1, ordering: .relaxed) }

    /// Callable from any thread.
    func take(_ pending: PendingRequest) {
        if loop.isCurrent { begin(pending) } else { loop.post(pending) }
    }

    /// Cuts the request, wherever it is. Callable from any thread.
    func withdraw(_ pending: PendingRequest) {
        pending.isWithdrawn.store(true, ordering: .sequentiallyConsistent)
        loop.post(withdrawal: pending)
    }

    // MARK: On the loop

    func begin(_ pending: PendingRequest) {
        do {
            let transfer = try idle.popLast() ?? makeTransfer(pending.settings)
            do {
                try transfer.start(pending, on: loop)
            } catch {
                idle.append(transfer)
                throw error
            }
            if pending.isWithdrawn.load(ordering: .sequentiallyConsistent) { loop.cancelTransfer(pending) }
        } catch let failure as HTTPFailure {
            pending.end(.failure(failure))
        } catch {
            pending.fail("\(error)")
        }
    }

    /// A request has ended, with any result.
    func returned() { count.subtract(1, ordering: .relaxed) }

    func giveBack(_ transfer: Transfer) { idle.append(transfer) }

    private func makeTransfer(_ settings: HTTPSettings) throws -> Transfer {
        loop.keepConnections(settings.keptConnections)
        return try Transfer()
    }
}
