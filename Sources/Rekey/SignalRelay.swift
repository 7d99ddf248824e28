import Synchronization

/// Passes signals on to whoever listens at the time: a lookup, then a run, then what tells of its end.
package final class SignalRelay: Sendable {
    private struct Desk {
        var listeners: [Int: AsyncStream<Int32>.Continuation] = [:]
        var count = 0
        /// Kept, so that a signal between two listeners is not lost.
        var unheard: [Int32] = []
    }

    /// Behind a lock, because listeners come and go on the pool's threads and signals come on another; it is held for an
    /// entry.
    private let desk = Mutex(Desk())

    package init() {}

    /// Tells everybody who listens, or else the next one who does.
    package func deliver(_ number: Int32) {
        let listeners = desk.withLock { desk in
            if desk.listeners.isEmpty { desk.unheard.append(number) }
            return Array(desk.listeners.values)
        }
        for listener in listeners { listener.yield(number) }
    }

    /// The signals from now on, and those that nobody has heard yet. Each call gives a stream of its own.
    package func stream() -> AsyncStream<Int32> {
        AsyncStream { continuation in
            let (id, unheard) = desk.withLock { desk in
                desk.count += 1
                desk.listeners[desk.count] = continuation
                defer { desk.unheard = [] }
                return (desk.count, desk.unheard)
            }
            continuation.onTermination = { [weak self] _ in
                _ = self?.desk.withLock { $0.listeners.removeValue(forKey: id) }
            }
            for number in unheard { continuation.yield(number) }
        }
    }
}
