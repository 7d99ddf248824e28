import Synchronization

/// Passes signals on to the present listeners: a lookup, then a run, then the notices of its end.
package final class SignalRelay: Sendable {
    private struct Desk {
        var listeners: [Int: AsyncStream<Int32>.Continuation] = [:]
        var count = 0
        /// Every signal since the process began.
        var all: [Int32] = []
        /// Signals that arrived between two listeners, kept for the next one.
        var unheard: [Int32] = []
    }

    /// Behind a lock, because listeners start and end on the pool's threads and signals arrive on another. It is held
    /// while a signal is passed on, so that a new listener gets each signal once; passing it on never blocks.
    private let desk = Mutex(Desk())

    package init() {}

    /// Passes a signal to all listeners, or keeps it for the next one.
    package func deliver(_ number: Int32) {
        desk.withLock { desk in
            desk.all.append(number)
            if desk.listeners.isEmpty { desk.unheard.append(number) }
            for listener in desk.listeners.values { listener.yield(number) }
        }
    }

    /// The signals from now on, and those that no listener has got yet. Each call returns a new stream.
    package func stream() -> AsyncStream<Int32> { stream(isFromStart: false) }

    /// All signals since the process began, even if a listener has got them, and those from now on.
    ///
    /// A signal asks the process to stop, not only the present listener. That listener may be finishing and ignore the
    /// signal; the next one must still know about it.
    package func streamFromStart() -> AsyncStream<Int32> { stream(isFromStart: true) }

    private func stream(isFromStart: Bool) -> AsyncStream<Int32> {
        AsyncStream { continuation in
            let id = desk.withLock { desk in
                desk.count += 1
                desk.listeners[desk.count] = continuation
                for number in isFromStart ? desk.all : desk.unheard { continuation.yield(number) }
                desk.unheard = []
                return desk.count
            }
            continuation.onTermination = { [weak self] _ in
                _ = self?.desk.withLock { $0.listeners.removeValue(forKey: id) }
            }
        }
    }
}
