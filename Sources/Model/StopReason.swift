package import Secrets

/// Why a run ended before its items did. Every such run can be resumed.
package enum StopReason: Sendable, Equatable {
    case canary(failed: Int)
    case failures(failed: Int, finished: Int)
    case breaker
    /// No request was answered.
    case unreachable
    /// The gate between two waves refused, with its reason.
    case gate(PublicText)
    case unauthorized
    /// The API refused the token and no other is available, with the reason.
    case unrenewed(String)
    /// The API refused the token, and the authorization server did not issue another in time, with the reason.
    case noToken(String)
    /// Something on this machine must be corrected first; the text says what.
    case configuration(PublicText)
    /// Every item of the canary was answered 403.
    case forbidden
    /// With libcurl's reason.
    case certificate(PublicText)
    case limit(Int)
    case maxDuration(Duration)
    case signal(Int32)
    case cancelled

    /// The text for the record.
    package var text: String {
        switch self {
        case .canary(let failed): "canary: \(failed) of the first items did not succeed"
        case .failures(let failed, let finished): "failures: \(failed) of \(finished) finished items failed"
        case .breaker: "breaker: the API kept failing"
        case .unreachable: "unreachable: the API answered no request"
        case .gate(let reason): "gate: the next wave must not begin: \(reason)"
        case .unauthorized: "unauthorized: the API refused the credentials (401)"
        case .unrenewed(let reason):
            "unauthorized: the API refused the token (401) and no other is available: \(reason)"
        case .noToken(let reason): "token: the API refused the token (401) and no other is available yet: \(reason)"
        case .configuration(let reason): "configuration: nothing was sent: \(reason)"
        case .forbidden: "forbidden: the API refused the whole canary (403)"
        case .certificate(let reason): "tls: nothing was sent: \(reason); check the host's name and --ca-file"
        case .limit(let count): "limit: \(counted(count, "item")), as asked"
        case .maxDuration(let duration): "max-duration: \(duration.text), as asked"
        case .signal(let number): "signal \(number)"
        case .cancelled: "the caller cancelled the run"
        }
    }

    /// The first word of a reason's text in the record.
    package enum Name: String, Sendable, CaseIterable {
        case canary, failures, breaker, unreachable, gate, unauthorized, token, configuration, forbidden, tls, limit
        case maxDuration = "max-duration"
        case signal

        /// - Returns: `nil` for the text of another reason.
        package init?(recorded text: String) {
            self.init(rawValue: String(text.prefix { $0 != ":" && $0 != " " }))
        }

        /// Whether the user ended the run, by an option or a signal.
        package var isAsked: Bool {
            switch self {
            case .limit, .maxDuration, .signal: true
            default: false
            }
        }

        /// Whether every item would have failed the same way, so that the run continues where it stopped.
        package var isForAllItems: Bool {
            switch self {
            case .breaker, .unreachable, .gate, .unauthorized, .token, .configuration, .tls: true
            case .canary, .failures, .forbidden, .limit, .maxDuration, .signal: false
            }
        }

        /// What to do before the run continues, if the reason does not say it.
        package var remedy: String? {
            switch self {
            case .breaker, .unreachable: "wait until the API answers (check with rekey doctor)"
            case .token: "wait until the authorization server answers"
            case .gate: "fix what the gate reports"
            case .unauthorized: "use valid credentials (check with rekey doctor)"
            case .configuration, .tls: "fix that"
            case .canary, .failures, .forbidden, .limit, .maxDuration, .signal: nil
            }
        }
    }

    /// `interrupted` came from outside, `stopped` is the run's own decision.
    package var state: RunState {
        switch self {
        case .signal, .cancelled: .interrupted
        case .canary, .failures, .breaker, .unreachable, .gate, .unauthorized, .unrenewed, .noToken, .configuration,
            .forbidden, .certificate, .limit, .maxDuration:
            .stopped
        }
    }
}
