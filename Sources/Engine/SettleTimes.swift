package import Clock
package import Journal

/// Secrets for which another value must wait, because an earlier request may still take effect.
package struct SettleTimes: Sendable {
    private let moments: [Int64: Instant]

    /// - Parameters:
    ///   - settle: how long a request may still take effect after it left.
    ///   - wallMicroseconds: the wall clock at `now`, in microseconds since 1970.
    package init(_ requests: [Journal.LateRequest], settle: Duration, now: Instant, wallMicroseconds: Int64) {
        moments = Dictionary(
            uniqueKeysWithValues: requests.map { request in
                // A clock that was set back since would make a request look as if it were still to come.
                let age = Duration.microseconds(max(0, wallMicroseconds - request.startedAt))
                return (request.secret, now + max(.zero, settle - age))
            })
    }

    package var count: Int { moments.count }
    /// When none of them has to wait any more.
    package var end: Instant? { moments.values.max() }

    /// From when on another value may be set or sent for a secret; `nil` for most.
    func moment(of secret: Int64) -> Instant? { moments.isEmpty ? nil : moments[secret] }
}
