package import Model

/// Which of a run's failed and unknown items `retry` takes.
package struct RetrySelection: Sendable {
    /// Ranges of status codes; empty takes all.
    package let statusCodes: [ClosedRange<Int>]
    package let errorKinds: [ErrorKind]
    /// Makes new values for items whose value the API refused.
    package let regenerates: Bool

    package init(statusCodes: [ClosedRange<Int>], errorKinds: [ErrorKind], regenerates: Bool) {
        self.statusCodes = statusCodes
        self.errorKinds = errorKinds
        self.regenerates = regenerates
    }
}
