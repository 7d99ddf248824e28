/// What the API answers to the replay of an item whose first request's answer was never seen.
enum ReplayClass: String, CaseIterable, Sendable {
    case confirmed = "200"
    case malformed = "400"
    case unauthorized = "401"
    case forbidden = "403"
    case missing = "404"
    case refused = "422"
    case limited = "429"
    case broken = "503"
    case cut = "cut"
    case silent = "none"

    /// In the sandbox's words: for every request, reads as well as writes where a refusal concerns both.
    var faults: [String] {
        switch self {
        case .confirmed: []
        case .malformed: ["400:put"]
        case .unauthorized: ["401"]
        case .forbidden: ["403"]
        case .missing: ["404"]
        case .refused: ["422:put"]
        case .limited: ["429:put:retry-after=0"]
        case .broken: ["503"]
        case .cut: ["cut-after:put"]
        case .silent: ["cut-before:rst"]
        }
    }
}
