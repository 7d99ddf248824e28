package import Clock

/// Spaces requests by the generic cell rate algorithm (ITU-T I.371): a token bucket kept as one number.
///
/// That number, the theoretical arrival time, is when the bucket will be full again. It is all that a restart needs.
package struct Pace: Sendable {

    package let interval: Duration
    /// How long before the theoretical arrival a request may leave: `burst - 1` intervals.
    package let tolerance: Duration
    package private(set) var theoreticalArrival: Instant

    /// A wake-up that is late by up to this much is compensated, so that a bucket of one keeps its rate despite timer
    /// jitter. At thousands of requests per second the compensation adds to the burst.
    package static let slack: Duration = .milliseconds(1)

    /// - Parameter burst: the bucket's size, at least 1.
    package init(rate: Rate, burst: Int, theoreticalArrival: Instant) {
        interval = rate.interval
        tolerance = rate.interval * (max(1, burst) - 1)
        self.theoreticalArrival = theoreticalArrival
    }

    /// The first moment at which the next request may leave.
    package var nextDeparture: Instant { theoreticalArrival - tolerance }

    /// Counts a request that leaves at `now`, which is not before `nextDeparture`.
    package mutating func depart(at now: Instant) {
        theoreticalArrival = max(theoreticalArrival, now - Self.slack) + interval
    }

    /// The theoretical arrival of a bucket that is empty at `now`: what must be assumed after a crash.
    package static func emptied(rate: Rate, burst: Int, at now: Instant) -> Instant {
        now + rate.interval * max(1, burst)
    }
}
