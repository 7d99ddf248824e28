/// One item on its way, decided answer by answer: SPEC 5 and 6 as code.
package struct ItemProgress: Sendable {
    /// Attempts used of the present budget; `retry` grants a new one.
    package private(set) var attempts: Int
    /// Whether an attempt may have been applied that nothing has settled since.
    package private(set) var isAmbiguous: Bool
    private let allowed: Int

    package enum Action: Sendable, Equatable {
        case succeed
        /// Fails, or is unknown when an earlier attempt may have been applied.
        case settle(ItemState, ErrorKind)
        /// After the wait of the attempt with this number.
        case retry(afterAttempt: Int)
        /// The item stays as it is for `resume`, and the run stops.
        case stopRun(StopReason)
        /// Cut short by the second signal: the item stays as it is for `resume`.
        case leave
    }

    package init(attempts: Int = 0, isAmbiguous: Bool = false, allowed: Int) {
        self.attempts = attempts
        self.isAmbiguous = isAmbiguous
        self.allowed = allowed
    }

    package mutating func received(_ answer: Answer, to request: Request) -> Action {
        if case .lost(let failure) = answer, failure.mayHaveArrived, request == .put { isAmbiguous = true }
        if case .lost(let failure) = answer, failure.kind == .cancelled { return .leave }
        attempts += 1
        guard let kind = answer.errorKind else { return .succeed }
        switch answer {
        case .confirmed: return .succeed
        case .status(401, _, _): return .stopRun(.unauthorized)
        case .lost(let failure) where failure.isCertificate: return .stopRun(.certificate(failure.message))
        case .lost(let failure) where failure.isConfiguration: return .stopRun(.configuration(failure.message))
        case .unexpected, .wouldDrop: return .settle(.failed, kind)
        case .status(let code, _, _) where !Self.isTransient(code): return .settle(settled(by: code), kind)
        case .status, .lost:
            return attempts < allowed ? .retry(afterAttempt: attempts) : .settle(givenUp, kind)
        }
    }

    /// A refusal of this very request says that its value is not there; anything else leaves an earlier attempt open.
    private func settled(by code: Int) -> ItemState {
        isAmbiguous && !(400..<500).contains(code) ? .unknown : .failed
    }

    private var givenUp: ItemState { isAmbiguous ? .unknown : .failed }

    /// Statuses that pass by themselves (SPEC 6).
    package static func isTransient(_ code: Int) -> Bool {
        [408, 409, 425, 429, 500, 502, 503, 504].contains(code)
    }
}
