/// How often an item is retried and how long the waits are. The defaults are documented (docs: Answers).
package struct RetryPolicy: Sendable, Equatable {
    /// Maximum number of attempts, the first one included; 1 to 100.
    package var attempts: Int
    package var base: Duration
    package var cap: Duration
    /// How long a request without an answer may still take effect; another value for its secret waits that long.
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

    /// The settle time for requests that end after `timeout`.
    package func settle(timeout: Duration) -> Duration { settle ?? max(timeout * 2, .seconds(60)) }

    /// The maximum wait after the `attempt`th attempt (from 1): `base` doubled each time, limited to `cap`.
    package func ceiling(after attempt: Int) -> Duration {
        var wait = base
        for _ in 1..<max(1, attempt) where wait < cap { wait += wait }
        return min(wait, cap)
    }

    /// Exponential backoff with full jitter: uniform between zero and the maximum.
    ///
    /// Full jitter spreads clients that failed together; a fixed share would make them return together.
    /// Source: AWS Architecture Blog, "Exponential Backoff And Jitter" (2015).
    package func wait(after attempt: Int, using generator: inout some RandomNumberGenerator) -> Duration {
        .microseconds(Int64.random(in: 0...ceiling(after: attempt).wholeMicroseconds, using: &generator))
    }
}
