package import Clock

/// When a request was handed to libcurl and how long it took.
package struct HTTPTiming: Sendable {
    package let startedAt: Instant
    package let duration: Duration

    package init(startedAt: Instant, duration: Duration) {
        self.startedAt = startedAt
        self.duration = duration
    }
}
