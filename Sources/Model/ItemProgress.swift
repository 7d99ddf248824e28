/// The progress of one item; each answer decides the next step.
package struct ItemProgress: Sendable {
    /// Attempts used of the present budget; `retry` grants a new budget.
    package private(set) var attempts: Int
    /// Whether a value of this item may be in place that no 200 has confirmed.
    package private(set) var doubt: Doubt
    private let allowed: Int
    /// Whether a secret that does not exist is created.
    private let creates: Bool
    private let confirm: ConfirmMode
    /// Why the secret's values are being read back; `nil` while they are not.
    private var reading: Reading?
    private var reads = 0
    private var hasConflicted = false
    private var hasSentAgain = false

    /// Why an item's values are read back, and so what follows.
    private enum Reading {
        /// It was in doubt when the session took it on.
        case first
        /// It would end so, for want of an answer or with this kind of error.
        case last(ErrorKind)
        /// Its write was confirmed.
        case afterWrite
    }

    package enum Action: Sendable, Equatable {
        case succeed
        /// Fails, or becomes unknown if one of its requests got no answer.
        case settle(ItemState, ErrorKind)
        /// After the wait of the attempt with this number.
        case retry(afterAttempt: Int)
        /// The secret does not exist, and is created next.
        case create
        /// It starts again with the guard, immediately: the secret exists now, or does not have the values.
        case startAgain
        /// The secret's values are read next.
        case readBack
        /// The values cannot be read here: the run continues without them, as `continueUnread` defines.
        case cannotRead
        /// The item stays unchanged for `resume`, and the run stops.
        case stopRun(StopReason)
        /// The second signal cut the request: the item stays unchanged for `resume`.
        case leave
    }

    /// - Parameter isWritten: whether its write was confirmed in an earlier session, and what follows it is left.
    package init(
        attempts: Int = 0, doubt: Doubt = .none, allowed: Int, creates: Bool = false, confirm: ConfirmMode = .off,
        isWritten: Bool = false
    ) {
        self.attempts = attempts
        self.doubt = doubt
        self.allowed = allowed
        self.creates = creates
        self.confirm = confirm
        if confirm == .every, isWritten {
            reading = .afterWrite
        } else if confirm != .off, doubt != .none {
            reading = .first
        }
    }

    /// Whether it is looked at before anything is sent.
    package var readsFirst: Bool { reading != nil }

    /// Whether it is looked at because its write was confirmed.
    package var readsAfterWrite: Bool { if case .afterWrite? = reading { true } else { false } }

    package mutating func received(_ answer: Answer, to request: Request) -> Action {
        if request.writes { doubt = answer == .confirmed ? .none : max(doubt, answer.doubt) }
        if case .lost(let failure) = answer, failure.kind == .cancelled { return .leave }
        if let reason = answer.runEnd { return .stopRun(reason) }
        if request == .reveal { return read(answer) }
        if case .status(404, _, _) = answer, creates, request != .post { return .create }
        if case .status(409, _, _) = answer, request == .post, !hasConflicted {
            hasConflicted = true
            return .startAgain
        }
        attempts += 1
        guard let kind = answer.errorKind else {
            guard confirm == .every, request.writes else { return .succeed }
            // Until it was read, the item does not count as written, as before a `verify` step: a session that ends here
            // must not let another value take its place.
            doubt = .answered
            return readBack(.afterWrite)
        }
        return answer.isTransient && attempts < allowed ? .retry(afterAttempt: attempts) : end(kind)
    }

    /// The PUT is confirmed, but the item counts as written only once its `verify` step agrees.
    package mutating func awaitVerification() { doubt = .answered }

    // MARK: Reading back

    private mutating func readBack(_ why: Reading) -> Action {
        reading = why
        reads = 0
        return .readBack
    }

    private mutating func end(_ kind: ErrorKind) -> Action {
        confirm != .off && doubt != .none ? readBack(.last(kind)) : .settle(doubt.failureState, kind)
    }

    private mutating func read(_ answer: Answer) -> Action {
        switch answer {
        case .confirmed:
            doubt = .none
            return .succeed
        case .differs:
            // The server may lag behind its own answers, so one read is not enough if a result depends on it.
            if case .first? = reading { return startAgain() }
            if let again = nextRead() { return again }
            return mismatch()
        case .status, .lost:
            if answer.isTransient, let again = nextRead() { return again }
            return .cannotRead
        case .unexpected, .wouldDrop, .unsupported: return .cannotRead
        }
    }

    private mutating func nextRead() -> Action? {
        reads += 1
        return reads < allowed ? .retry(afterAttempt: reads) : nil
    }

    private mutating func startAgain() -> Action {
        reading = nil
        return .startAgain
    }

    /// The secret still has other values after all reads.
    private mutating func mismatch() -> Action {
        switch reading {
        case .last(let kind):
            if hasSentAgain { return .settle(doubt.failureState, kind) }
            hasSentAgain = true
            attempts = 0
            return startAgain()
        case .afterWrite: return .settle(.failed, .unexpectedResponse)
        case .first, nil: return startAgain()
        }
    }

    /// What follows if the values cannot be read.
    package mutating func continueUnread() -> Action {
        defer { reading = nil }
        return switch reading {
        case .first, nil: .startAgain
        case .last(let kind): .settle(doubt.failureState, kind)
        case .afterWrite: confirmedUnread()
        }
    }

    /// The API confirmed the write, and that is all that can be known here.
    private mutating func confirmedUnread() -> Action {
        doubt = .none
        return .succeed
    }

    /// Statuses that are temporary. 520 to 524 come from a content network in front of the API; 529 means that a site
    /// is overloaded.
    package static func isTransient(_ code: Int) -> Bool {
        switch code {
        case 408, 409, 425, 429, 500, 502, 503, 504, 520...524, 529: true
        default: false
        }
    }
}

extension Answer {
    /// Why no other request would fare better; `nil` for most answers.
    fileprivate var runEnd: StopReason? {
        switch self {
        case .status(401, _, _): .unauthorized
        case .lost(let failure) where failure.isCertificate: .certificate(failure.message)
        case .lost(let failure) where failure.isConfiguration: .configuration(failure.message)
        default: nil
        }
    }
}
