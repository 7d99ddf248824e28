/// The progress of one item; each answer decides the next step.
package struct ItemProgress: Sendable {
    /// Attempts used of the present budget; `retry` grants a new budget.
    package private(set) var attempts: Int
    /// Whether a value of this item may be in place that no 200 has confirmed.
    package private(set) var doubt: Doubt
    private let allowed: Int

    package enum Action: Sendable, Equatable {
        case succeed
        /// Fails, or becomes unknown if one of its requests got no answer.
        case settle(ItemState, ErrorKind)
        /// After the wait of the attempt with this number.
        case retry(afterAttempt: Int)
        /// The item stays unchanged for `resume`, and the run stops.
        case stopRun(StopReason)
        /// The second signal cut the request: the item stays unchanged for `resume`.
        case leave
    }

    package init(attempts: Int = 0, doubt: Doubt = .none, allowed: Int) {
        self.attempts = attempts
        self.doubt = doubt
        self.allowed = allowed
    }

    package mutating func received(_ answer: Answer, to request: Request) -> Action {
        if request == .put { doubt = answer == .confirmed ? .none : max(doubt, answer.doubt) }
        if case .lost(let failure) = answer, failure.kind == .cancelled { return .leave }
        attempts += 1
        guard let kind = answer.errorKind else { return .succeed }
        switch answer {
        case .confirmed: return .succeed
        case .status(401, _, _): return .stopRun(.unauthorized)
        case .lost(let failure) where failure.isCertificate: return .stopRun(.certificate(failure.message))
        case .lost(let failure) where failure.isConfiguration: return .stopRun(.configuration(failure.message))
        case .unexpected, .wouldDrop: return .settle(doubt.failureState, kind)
        case .status(let code, _, _) where !Self.isTransient(code): return .settle(doubt.failureState, kind)
        case .status, .lost:
            return attempts < allowed ? .retry(afterAttempt: attempts) : .settle(doubt.failureState, kind)
        }
    }

    /// The PUT is confirmed, but the item counts as written only once its `verify` step agrees.
    package mutating func awaitVerification() { doubt = .answered }

    /// Statuses that are temporary. 520 to 524 come from a content network in front of the API; 529 means that a site
    /// is overloaded.
    package static func isTransient(_ code: Int) -> Bool {
        switch code {
        case 408, 409, 425, 429, 500, 502, 503, 504, 520...524, 529: true
        default: false
        }
    }
}
