package import Secrets

/// The result of one request, with as much detail as the rules need (docs: Answers).
package enum Answer: Sendable, Equatable {
    /// 200 with the secret and exactly the keys that were sent.
    case confirmed
    /// 200 with any other body, or bytes that are not an HTTP answer (then without a status).
    case unexpected(status: Int?, reason: PublicText)
    /// Any other status.
    case status(Int, message: PublicText?, retryAfter: Duration?)
    /// The secret was read, and the PUT would remove keys.
    case wouldDrop(VanishingKeys)
    /// The secret was read in clear, and has values other than those that were sent.
    case differs
    /// 405, or 404 of the server: this installation does not offer the request.
    case unsupported(Int, message: PublicText?)
    /// The answer is missing or incomplete.
    case lost(TransportFailure)

    package var statusCode: Int? {
        switch self {
        case .confirmed: 200
        case .unexpected(let status, _): status
        case .status(let code, _, _), .unsupported(let code, _): code
        case .differs: 200
        case .wouldDrop: nil
        case .lost(let failure): failure.statusCode
        }
    }

    package var errorKind: ErrorKind? {
        switch self {
        case .confirmed: nil
        case .unexpected, .differs: .unexpectedResponse
        case .unsupported: .unsupported
        case .status(let code, _, _): ErrorKind(status: code) ?? .unexpectedStatus
        case .wouldDrop: .wouldDropKeys
        case .lost(let failure): failure.kind
        }
    }

    /// The text for the record; it contains no value.
    package var message: PublicText? {
        switch self {
        case .confirmed: nil
        case .unexpected(_, let reason): reason
        case .status(_, let message, _): message
        case .differs: "the secret has other values than those that were sent"
        case .unsupported(_, let message): message ?? "the installation has no such request"
        case .wouldDrop(let keys): keys.message
        case .lost(let failure): failure.message
        }
    }

    package var retryAfter: Duration? {
        if case .status(_, _, let retryAfter) = self { return retryAfter }
        return nil
    }

    /// Whether another attempt may succeed (docs: Answers).
    package var isTransient: Bool {
        switch self {
        case .status(let code, _, _): ItemProgress.isTransient(code)
        case .lost(let failure): failure.kind != .cancelled && !failure.isCertificate && !failure.isConfiguration
        case .confirmed, .unexpected, .wouldDrop, .differs, .unsupported: false
        }
    }

    /// Whether it says that fewer requests at once would be better: 429, 503 with a time to wait (RFC 6585, section 4;
    /// RFC 9110, section 15.6.4), or nothing in time.
    package var isOverload: Bool {
        switch self {
        case .status(let code, _, let wait): code == 429 || code == 503 && wait != nil
        case .lost(let failure): failure.kind == .timeout
        case .confirmed, .unexpected, .wouldDrop, .differs, .unsupported: false
        }
    }

    /// Whether it counts as an outage of the API for the breaker.
    package var isOutage: Bool {
        switch self {
        case .lost(let failure): failure.kind != .cancelled
        case .status(let code, _, _): (500..<600).contains(code)
        case .confirmed, .unexpected, .wouldDrop, .differs, .unsupported: false
        }
    }
}
