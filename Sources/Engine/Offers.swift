import Model

/// What a run has found out about the installation, so that it says each thing once.
struct Offers: Sendable {
    private var lacking: Set<Request> = []
    private var replaced = 0
    private static let maxReplaced = 20

    /// Whether such a request is known to lead nowhere.
    func lacks(_ request: Request) -> Bool { !lacking.isEmpty && lacking.contains(request) }

    /// - Returns: what to say, the first time.
    mutating func note(lack request: Request, _ answer: Answer) -> String? {
        guard lacking.insert(request).inserted else { return nil }
        let status = answer.statusCode.map { "answered \($0)" } ?? "got no answer that can be read"
        let words = answer.message.map { ": \($0)" } ?? ""
        return request == .reveal
            ? "the values cannot be read back (reveal \(status)\(words)); the run continues without"
            : "this installation cannot create secrets (\(request.rawValue) \(status)\(words)); create the missing ones by "
                + "hand, then `rekey retry`"
    }

    /// - Returns: what to say of one more secret that somebody else made anew, as long as there are few.
    mutating func note(replaced target: Target, _ old: SecretIdentity, _ new: SecretIdentity) -> String? {
        replaced += 1
        return replaced > Self.maxReplaced ? nil : old.replacement(of: target, by: new)
    }
}
