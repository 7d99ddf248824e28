/// How often and after what waits an item is tried again. The defaults are documented (docs: Answers).
package struct RetryPolicy: Sendable, Equatable {
    /// Attempts in all, the first one included; 1 to 100.
    package var attempts: Int
    package var base: Duration
    package var cap: Duration
    /// How long a request whose answer was not seen may still take effect; another value for its secret waits so long.
    /// `nil` takes the default, which depends on the requests' timeout.
    package var settle: Duration?

    package init(
        attempts: Int = 5, base: Duration = .milliseconds(500), cap: Duration = .seconds(30), settle: Duration? = nil
    ) {
        self.attempts = attempts
        self.base = base
        self.cap = cap
        self.settle = settle
    }

    /// The time to settle where requests end after `timeout`.
    package func settle(timeout: Duration) -> Duration { settle ?? max(timeout * 2, .seconds(60)) }

    /// The longest wait after the `attempt`th attempt (from 1): `base` doubled each time, at most `cap`.
    package func ceiling(after attempt: Int) -> Duration {
        var wait = base
        for _ in 1..<max(1, attempt) where wait < cap { wait += wait }
        return min(wait, cap)
    }

    /// Exponential backoff with full jitter: uniform between nothing and the ceiling.
    ///
    /// Full jitter spreads clients that failed together, where a fixed share would send them back together.
    /// Source: AWS Architecture Blog, "Exponential Backoff And Jitter" (2015).
    package func wait(after attempt: Int, using generator: inout some RandomNumberGenerator) -> Duration {
        .microseconds(Int64.random(in: 0...ceiling(after: attempt).wholeMicroseconds, using: &generator))
    }
}
