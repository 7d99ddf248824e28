/// The pace of a run. The defaults are documented (docs: Answers).
package struct Limits: Sendable, Equatable {
    /// `nil` lifts the limit.
    package var rate: Rate?
    /// Requests that may leave at once after a rest; `nil` takes 50, but never more than a second's worth of the rate.
    package var burst: Int?
    /// Requests under way at once, 1 to 1024.
    package var concurrency: Int
    /// Requests under way at once for one app; `nil` sets no bound.
    package var perApp: Int?
    /// For a request as a whole; `nil` takes the profile's, else 30 s.
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

    /// The bucket's size. A bucket larger than a second's worth of a low rate would let a small run out all at once,
    /// so the default shrinks with the rate; a burst that someone wrote down holds as written.
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

    /// The part of one of so many shards, so that all of them together keep to the limits.
    package func divided(by shards: Int) -> Limits {
        guard shards > 1, let rate else { return self }
        var limits = self
        limits.rate = rate.divided(by: shards)
        limits.burst = max(1, effectiveBurst / shards)
        return limits
    }

    package static let defaultRate: Rate? = try? Rate(text: "50/s")  // a constant that is valid
}
