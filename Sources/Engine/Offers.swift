import Model

/// What a run has found out about the installation, so that it says each thing once.
struct Offers: Sendable {
    private var lacking: Set<Request> = []
    /// Apps whose values these credentials may not read: roles are given by app.
    private var unreadable: Set<AppID> = []
    private var hasSaidUnreadable = false
    private var unread = 0
    private var replaced = 0
    /// Of each kind, so that a run of a million items says it for a few.
    private static let maxSentences = 20
    /// More apps than this are none of one role: then none is asked any more.
    private static let maxApps = 10_000

    /// Whether such a request is known to lead nowhere for an app.
    func lacks(_ request: Request, for app: AppID) -> Bool {
        if lacking.isEmpty, unreadable.isEmpty { return false }
        return lacking.contains(request) || request == .reveal && unreadable.contains(app)
    }

    /// - Parameter answer: to a POST or a reveal that led nowhere.
    /// - Returns: what to say, if it is not said yet. What one secret is answered says nothing of the others.
    mutating func note(_ request: Request, of target: Target, _ answer: Answer) -> String? {
        let status = answer.statusCode.map { "answered \($0)" } ?? "got no answer"
        let words =
            "(\(request == .reveal ? "reveal" : request.rawValue) \(status)"
            + "\(answer.message.map { ": \($0)" } ?? ""))"
        switch answer {
        case .unsupported:
            guard lacking.insert(request).inserted else { return nil }
            return request == .reveal
                ? "the values cannot be read back \(words); the run continues without"
                : "this installation cannot create secrets \(words); create the missing ones by hand, then `rekey retry`"
        case .status(403, _, _) where request == .reveal:
            unreadable.insert(target.app)
            if unreadable.count > Self.maxApps { lacking.insert(.reveal) }
            defer { hasSaidUnreadable = true }
            return hasSaidUnreadable
                ? nil
                : "the values of app \(target.app) cannot be read back \(words); the run continues without, there and "
                    + "for other apps that refuse"
        default:
            unread += 1
            return unread > Self.maxSentences
                ? nil : "the values of \(target) could not be read back \(words); this item continues without"
        }
    }

    /// - Returns: what to say of one more secret that somebody else made anew, as long as there are few.
    mutating func note(replaced target: Target, _ old: SecretIdentity, _ new: SecretIdentity) -> String? {
        replaced += 1
        return replaced > Self.maxSentences ? nil : old.replacement(of: target, by: new)
    }
}
