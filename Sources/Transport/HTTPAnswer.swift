package import Secrets

/// The answer to one request.
package struct HTTPAnswer: Sendable {
    package let status: Int
    /// At most `HTTPSettings.maxBodyBytes`. It can repeat what was sent, so it is kept like a secret.
    package let body: Secret
    /// Whether the body ended before its announced end, or was longer than the limit.
    package let end: End
    /// The wait that `Retry-After` asks for, counted from the server's own `Date` if it sent one (RFC 9110, section
    /// 10.2.3).
    package let retryAfter: Duration?
    /// The server's `Date`, in seconds since 1970; `nil` unless `HTTPSettings.readsClock`.
    package let serverTime: Int?
    /// The scheme that a 401 asks for (`WWW-Authenticate`).
    package let challenge: String?
    /// The methods that a 405 names (`Allow`).
    package let allow: String?
    package let timing: HTTPTiming

    package enum End: Sendable {
        case whole
        case cutShort(HTTPFailure)
        case tooLong
    }
}
