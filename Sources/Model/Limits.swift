/// The limits of a run. The defaults are documented (docs: Answers).
package struct Limits: Sendable, Equatable {
    /// `nil` lifts the limit.
    package var rate: Rate?
    /// Requests that may leave at once after a pause; `nil` means 50, but never more than the rate allows in one
    /// second.
    package var burst: Int?
    /// Requests under way at once, 1 to 1024.
    package var concurrency: Int
    /// Requests under way at once for one app; `nil` means no limit.
    package var perApp: Int?
    /// For a whole request; `nil` means the profile's value, or 30 s without one.
    package var timeout: Duration?
    package var connectTimeout: Duration

    package init(
        rate: Rate? = Limits.defaultRate, burst: Int? = nil, concurrency: Int = 16, perApp: Int? = nil,
        timeout: Duration? = nil, connectTimeout: Duration = .seconds(5)
    ) {
        self.rate = rate
        self.burst = burst
        self.concurrency = concurrency
        self.perApp = perApp
        self.timeout = timeout
        self.connectTimeout = connectTimeout
    }

    /// The bucket's size. A bucket larger than one second's worth of a low rate would let a small run leave all at
    /// once, so the default shrinks with the rate. A burst that the user wrote is used as written.
    package var effectiveBurst: Int {
        burst ?? min(50, rate?.perSecondRoundedUp ?? 50)
    }

    /// The same limits at another rate, as `--rate` asks for.
    package func paced(at rate: Rate?) -> Limits {
        var limits = self
        limits.rate = rate
        limits.burst = burst.map { min($0, rate?.perSecondRoundedUp ?? $0) }
        return limits
    }

    /// The limits for one of several shards, so that all shards together keep to the limits.
    package func divided(by shards: Int) -> Limits {
        guard shards > 1, let rate else { return self }
        var limits = self
        limits.rate = rate.divided(by: shards)
        limits.burst = max(1, effectiveBurst / shards)
        return limits
    }

    package static let defaultRate: Rate? = try? Rate(text: "50/s")  // a constant that is valid
}
