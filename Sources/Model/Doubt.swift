/// Whether a value that was sent may be in place although no answer has confirmed it.
///
/// An item is in doubt from the moment its request leaves. A 200 as sent settles it; another answer settles no more than
/// the request that it answers, so a refusal of a repeat says nothing about the request before it.
package enum Doubt: Int, Sendable, Comparable, CaseIterable {
    /// No request left, or each one that did was answered so that its value cannot be in place.
    case none = 0
    /// A request was answered, but its value may be in place all the same; or it is in place and not verified.
    case answered = 1
    /// A request got no answer at all.
    case unanswered = 2

    /// What an answer with this status code says of the request that it answers: only a redirection or a refusal shows
    /// that nothing was applied. 408 and 499 come from servers and proxies that stopped waiting, 5xx from those that
    /// failed while they worked or waited for another server, and a 2xx says that something was done.
    package init(status: Int) {
        self =
            switch status {
            case 408, 499: .answered
            case 300..<500: .none
            default: .answered
            }
    }

    /// How an item ends that does not succeed.
    package var failureState: ItemState { self == .unanswered ? .unknown : .failed }

    package static func < (left: Doubt, right: Doubt) -> Bool { left.rawValue < right.rawValue }
}

extension Answer {
    /// What this answer to a PUT or POST leaves open about that request. No other place decides it.
    package var doubt: Doubt {
        switch self {
        case .confirmed, .wouldDrop, .unsupported: .none
        case .unexpected, .differs: .answered
        case .status(let code, _, _): Doubt(status: code)
        case .lost(let failure): failure.mayHaveArrived ? .unanswered : .none
        }
    }
}
