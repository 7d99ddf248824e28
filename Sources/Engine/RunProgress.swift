package import Clock
package import Journal
package import Model

/// The progress of a run, as far as it is committed.
package struct RunProgress: Sendable {
    /// Of requests; `nil` for none.
    package let limit: Rate?
    package let tally: RunTally
    /// Items that wait for another attempt.
    package let retrying: Int
    package let underway: Int
    /// Requests that may be under way at once at the moment, and at most.
    package let allowed: Int
    package let ceiling: Int
    /// Why nothing leaves at the moment.
    package let wait: Wait?

    package enum Wait: Sendable, Equatable {
        case retryAfter(until: Instant)
        case breaker
        /// An earlier request for the secrets that are left may still take effect.
        case settle(until: Instant)
        /// The pause between two waves.
        case wave(until: Instant)
        case gate
        case stopping
    }
}
