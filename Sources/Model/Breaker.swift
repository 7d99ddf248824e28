package import Clock

/// Opens after too many API failures in a row. Then it lets one request at a time through as a probe.
package struct Breaker: Sendable {

    package enum State: Sendable, Equatable {
        case closed
        /// No request may leave before this moment; then one probe may.
        case open(until: Instant)
        /// One probe is under way.
        case probing
        /// Every probe failed: the run stops.
        case gaveUp
    }

    package private(set) var state: State = .closed
    private let threshold: Int
    private let retry: RetryPolicy
    private var inARow = 0
    private var probes = 0

    /// - Parameters:
    ///   - threshold: failures in a row that open it; 0 never does.
    ///   - retry: as many probes as an item has attempts, after pauses that double from four times `base` to `cap`.
    package init(threshold: Int, retry: RetryPolicy) {
        self.threshold = threshold
        self.retry = retry
    }

    package mutating func probeLeft() {
        if case .open = state { state = .probing }
    }

    /// The API answered with any status but 5xx.
    package mutating func recordAnswer() {
        inARow = 0
        probes = 0
        if state != .gaveUp { state = .closed }
    }

    /// A transport failure or a 5xx.
    package mutating func failed(at now: Instant) {
        guard threshold > 0 else { return }
        inARow += 1
        switch state {
        case .closed where inARow >= threshold:
            state = .open(until: now + pause)
        case .probing:
            probes += 1
            state = probes >= retry.attempts ? .gaveUp : .open(until: now + pause)
        case .closed, .open, .gaveUp:
            break
        }
    }

    private var pause: Duration { retry.ceiling(after: probes + 3) }
}
