package import Secrecy

/// Why a run ended before its items did. All of these can be resumed.
package enum StopReason: Sendable, Equatable {
    case canary(failed: Int)
    case failures(failed: Int, finished: Int)
    case breaker
    /// The gate between two waves said no, with its reason.
    case gate(PublicText)
    case unauthorized
    /// The API refused the token and there is no other, with the reason.
    case unrenewed(String)
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
        case .gate(let reason): "gate: the next wave may not begin: \(reason)"
        case .unauthorized: "unauthorized: the API refused the credentials (401)"
        case .unrenewed(let reason): "unauthorized: the API refused the token (401) and there is no other: \(reason)"
        case .forbidden: "forbidden: the API refused the whole canary (403)"
        case .certificate(let reason): "tls: nothing was sent: \(reason); check the host's name and --ca-file"
        case .limit(let count): "limit: \(count) items, as asked"
        case .maxDuration(let duration): "max-duration: \(duration.text), as asked"
        case .signal(let number): "signal \(number)"
        case .cancelled: "the caller cancelled the run"
        }
    }

    /// `interrupted` came from outside, `stopped` is the run's own decision.
    package var state: RunState {
        switch self {
        case .signal, .cancelled: .interrupted
        case .canary, .failures, .breaker, .gate, .unauthorized, .unrenewed, .forbidden, .certificate, .limit,
            .maxDuration:
            .stopped
        }
    }
}
