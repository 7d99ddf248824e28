package import Secrets

/// Why a run ended before its items did. All of these can be resumed.
package enum StopReason: Sendable, Equatable {
    case canary(failed: Int)
    case failures(failed: Int, finished: Int)
    case breaker
    /// Nothing answered any request.
    case unreachable
    /// The gate between two waves said no, with its reason.
    case gate(PublicText)
    case unauthorized
    /// The API refused the token and there is no other, with the reason.
    case unrenewed(String)
    /// The API refused the token, and the authorization server did not give another in time, with the reason.
    case noToken(String)
    /// Something on this machine's side must be set right first, with what.
    case configuration(PublicText)
    /// The whole canary was answered 403.
    case forbidden
    /// With libcurl's reason.
    case certificate(PublicText)
    case limit(Int)
    case maxDuration(Duration)
    case signal(Int32)
    case cancelled

    /// What the record says, in words.
    package var text: String {
        switch self {
        case .canary(let failed): "canary: \(failed) of the first items did not succeed"
        case .failures(let failed, let finished): "failures: \(failed) of \(finished) finished items failed"
        case .breaker: "breaker: the API stayed out of order"
        case .unreachable: "unreachable: the API answered no request"
        case .gate(let reason): "gate: the next wave may not begin: \(reason)"
        case .unauthorized: "unauthorized: the API refused the credentials (401)"
        case .unrenewed(let reason): "unauthorized: the API refused the token (401) and there is no other: \(reason)"
        case .noToken(let reason): "token: the API refused the token (401) and there is no other yet: \(reason)"
        case .configuration(let reason): "configuration: nothing was sent: \(reason)"
        case .forbidden: "forbidden: the API refused the whole canary (403)"
        case .certificate(let reason): "tls: nothing was sent: \(reason); check the host's name and --ca-file"
        case .limit(let count): "limit: \(counted(count, "item")), as asked"
        case .maxDuration(let duration): "max-duration: \(duration.text), as asked"
        case .signal(let number): "signal \(number)"
        case .cancelled: "the caller cancelled the run"
        }
    }

    /// What a record's text of a reason begins with.
    package enum Name: String, Sendable, CaseIterable {
        case canary, failures, breaker, unreachable, gate, unauthorized, token, configuration, forbidden, tls, limit
        case maxDuration = "max-duration"
        case signal

        /// - Returns: `nil` for the words of another reason.
        package init?(recorded text: String) {
            self.init(rawValue: String(text.prefix { $0 != ":" && $0 != " " }))
        }

        /// Whether somebody wanted the run to end, by an option or a signal.
        package var isAsked: Bool {
            switch self {
            case .limit, .maxDuration, .signal: true
            default: false
            }
        }

        /// Whether every item would have met it, so that the run goes on where it stopped.
        package var isForAllItems: Bool {
            switch self {
            case .breaker, .unreachable, .gate, .unauthorized, .token, .configuration, .tls: true
            case .canary, .failures, .forbidden, .limit, .maxDuration, .signal: false
            }
        }

        /// What to do before the run goes on, where the reason does not say it.
        package var remedy: String? {
            switch self {
            case .breaker, .unreachable: "wait until the API answers (rekey doctor tells)"
            case .token: "wait until the authorization server answers"
            case .gate: "fix what the gate reports"
            case .unauthorized: "use the present credentials (rekey doctor checks them)"
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
