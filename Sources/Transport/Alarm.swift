package import Clock

/// One deadline that can be moved while somebody waits for it. Lives on a loop.
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

    /// Lets whoever waits go on at this moment at the latest.
    package func set(latest moment: Instant) {
        set(min(deadline ?? moment, moment))
    }

    /// Lets the one who waits go on now, or the next one who comes.
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

    /// Lets the one who waits go on now; whoever comes later does not wait at all.
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
