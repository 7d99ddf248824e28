/// When a request was handed to libcurl and how long it took.
package struct HTTPTiming: Sendable {
    package let startedAt: ContinuousClock.Instant
    package let duration: Duration

    package init(startedAt: ContinuousClock.Instant, duration: Duration) {
        self.startedAt = startedAt
        self.duration = duration
    }
}
