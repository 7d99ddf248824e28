import Synchronization

/// A client's share of one event loop: the handles that it uses in turn. Part of the bridge that `EventLoop` is.
///
/// - `@unchecked Sendable`: `idle` is the loop's thread's alone; the count is atomic.
final class LoopClient: @unchecked Sendable {
    private let loop: EventLoop
    private var idle: [Transfer] = []
    private let count = Atomic(0)

    init(on loop: EventLoop) {
        self.loop = loop
    }

    /// Requests that are meant for it and have not come back. From any thread.
    var underway: Int { count.load(ordering: .relaxed) }

    /// A request will come. From any thread.
    func chosen() { count.add(1, ordering: .relaxed) }

    /// From any thread.
    func take(_ order: PendingRequest) {
        if loop.isCurrent { begin(order) } else { loop.post(order) }
    }

    /// Cuts the request wherever it is. From any thread.
    func withdraw(_ order: PendingRequest) {
        order.isWithdrawn.store(true, ordering: .sequentiallyConsistent)
        loop.post(withdrawal: order)
    }

    // MARK: On the loop

    func begin(_ order: PendingRequest) {
        do {
            let transfer = try idle.popLast() ?? makeTransfer(order.settings)
            do {
                try transfer.start(order, on: loop)
            } catch {
                idle.append(transfer)
                throw error
            }
            if order.isWithdrawn.load(ordering: .sequentiallyConsistent) { loop.cancelTransfer(order) }
        } catch let failure as HTTPFailure {
            order.end(.failure(failure))
        } catch {
            order.fail("\(error)")
        }
    }

    /// A request is back, with whatever result.
    func returned() { count.subtract(1, ordering: .relaxed) }

    func giveBack(_ transfer: Transfer) { idle.append(transfer) }

    private func makeTransfer(_ settings: HTTPSettings) throws -> Transfer {
        loop.keepConnections(settings.keptConnections)
        return try Transfer()
    }
}
