import Clock

/// The access token of a session: when it is renewed, and what a refused request leads to.
struct TokenState: Sendable {
    enum Phase: Sendable, Equatable {
        /// No request with it was refused.
        case valid
        /// A request was refused. Nothing leaves until there is another token.
        case refused
        /// It replaced a refused one. If it is refused too, another one would not help.
        case replacement
    }

    /// What a 401 leads to.
    enum Refusal: Sendable, Equatable {
        /// It is the answer to the item's request.
        case final
        /// The request is sent again with another token, which is there already or about to come.
        case retry
        /// The same, and the token must be renewed now.
        case renew
    }

    private(set) var phase = Phase.valid
    /// Counts the tokens of this session. A request remembers the number of its token.
    private(set) var number = 0
    private let isRenewable: Bool
    private var expiresAt: Instant?
    private var renewsAt: Instant?

    /// - Parameter renewal: `nil` for a credential that cannot be renewed.
    init(_ renewal: CredentialRenewal?) {
        isRenewable = renewal != nil
        expiresAt = renewal?.expiresAt
    }

    /// The API refused a request.
    /// - Parameter sent: the number of the token with which the request was sent.
    mutating func refused(_ sent: Int) -> Refusal {
        guard isRenewable else { return .final }
        if sent < number { return .retry }
        switch phase {
        case .valid:
            phase = .refused
            return .renew
        case .refused: return .retry
        case .replacement: return .final
        }
    }

    /// Decides when the token is renewed: shortly before its end, because a request takes a while to arrive.
    ///
    /// A token that holds for a few seconds is renewed after four fifths of its time. Otherwise it would be renewed
    /// without end.
    /// - Returns: `nil` where its end is unknown.
    mutating func scheduleRenewal(at now: Instant) -> Instant? {
        renewsAt = expiresAt.map { end in
            let left = now.duration(to: end)
            return now + max(left * 4 / 5, left - .seconds(30))
        }
        return renewsAt
    }

    func needsRenewal(at now: Instant) -> Bool { phase == .refused || renewsAt.map { $0 <= now } ?? false }

    mutating func renewed(expiresAt end: Instant?) {
        number += 1
        expiresAt = end
        phase = phase == .refused ? .replacement : .valid
    }

    /// No other token could be got. The present one may be valid for longer than its server said; a refused request shows it.
    /// - Returns: whether the run must stop, because the present token was refused.
    mutating func renewalFailed() -> Bool {
        expiresAt = nil
        guard phase == .refused else { return false }
        phase = .valid
        return true
    }
}
