package import Clock

/// One deadline that can be moved while a task waits for it. Lives on a loop.
package final class Alarm {
    private let loop: EventLoop
    private var waiter: CheckedContinuation<Void, Never>?
    private var hasRung = false
    private var isClosed = false
    package private(set) var deadline: Instant?

    package init(on loop: EventLoop) {
        self.loop = loop
    }

    /// Moves the deadline; `nil` means never.
    package func set(_ deadline: Instant?) {
        self.deadline = isClosed ? nil : deadline
    }

    /// Lets the waiter continue at this moment, or earlier.
    package func set(latest moment: Instant) {
        set(min(deadline ?? moment, moment))
    }

    /// Lets the waiter continue now; without a waiter, the next one does not wait.
    package func ring() {
        deadline = nil
        guard let waiter else {
            hasRung = true
            return
        }
        self.waiter = nil
        loop.unregister(self)
        waiter.resume()
    }

    /// Lets the waiter continue now; later waiters do not wait at all.
    package func close() {
        isClosed = true
        ring()
    }

    /// Waits for the deadline, or for `ring`. One waiter at a time.
    package func wait(isolation: isolated any Actor) async {
        if hasRung || isClosed {
            hasRung = false
            return
        }
        precondition(waiter == nil, "an alarm has one waiter")  // a second one would leave the first waiting for ever
        await withCheckedContinuation { continuation in
            waiter = continuation
            loop.register(self)
        }
    }

    func isDue(at now: Instant) -> Bool {
        deadline.map { $0 <= now } ?? false
    }
}
