/// Whether a value that was sent may be in place although no answer has confirmed it.
///
/// An item is in doubt from the moment its request leaves. A 200 with the expected body resolves the doubt. Any other
/// answer says something about its own request only, so a refused repeat says nothing about the request before it.
package enum Doubt: Int, Sendable, Comparable, CaseIterable {
    /// No request left, or each answer proves that the value was not applied.
    case none = 0
    /// A request was answered, but its value may be in place anyway; or it is in place and not verified.
    case answered = 1
    /// A request got no answer at all.
    case unanswered = 2

    /// What an answer with this status code says about its request. Only a redirection or a refusal proves that nothing
    /// was applied. 408 and 499 come from servers and proxies that stopped waiting. 5xx come from servers that failed
    /// while they worked or waited for another server. 2xx says that something was done.
    package init(status: Int) {
        self =
            switch status {
            case 408, 499: .answered
            case 300..<500: .none
            default: .answered
            }
    }

    /// The final state of an item that does not succeed.
    package var failureState: ItemState { self == .unanswered ? .unknown : .failed }

    package static func < (left: Doubt, right: Doubt) -> Bool { left.rawValue < right.rawValue }
}

extension Answer {
    /// What this answer to a PUT or POST leaves open about that request. This is the only place that decides it.
    package var doubt: Doubt {
        switch self {
        case .confirmed, .wouldDrop, .unsupported: .none
        case .unexpected, .differs: .answered
        case .status(let code, _, _): Doubt(status: code)
        case .lost(let failure): failure.mayHaveArrived ? .unanswered : .none
        }
    }
}
