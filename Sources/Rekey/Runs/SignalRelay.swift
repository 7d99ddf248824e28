import Synchronization

/// Passes signals on to whoever listens at the time: a lookup, then a run, then what tells of its end.
package final class SignalRelay: Sendable {
    private struct Desk {
        var listeners: [Int: AsyncStream<Int32>.Continuation] = [:]
        var count = 0
        /// Every signal since the process began.
        var all: [Int32] = []
        /// Kept, so that a signal between two listeners is not lost.
        var unheard: [Int32] = []
    }

    /// Behind a lock, because listeners come and go on the pool's threads and signals come on another. It is held while
    /// a signal is passed on, so that a new listener gets each signal once; passing it on never waits.
    private let desk = Mutex(Desk())

    package init() {}

    /// Tells everybody who listens, or else the next one who does.
    package func deliver(_ number: Int32) {
        desk.withLock { desk in
            desk.all.append(number)
            if desk.listeners.isEmpty { desk.unheard.append(number) }
            for listener in desk.listeners.values { listener.yield(number) }
        }
    }

    /// The signals from now on, and those that nobody has heard yet. Each call gives a stream of its own.
    package func stream() -> AsyncStream<Int32> { stream(isFromStart: false) }

    /// All signals since the process began, whoever has heard them, and those from now on.
    ///
    /// A signal asks the process to stop, not only the one who listens at that moment. One who listens may be done by
    /// then and drop it; the next one must not begin as if nobody had asked.
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
