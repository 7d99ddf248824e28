import Clock

/// Decides when signals end the process directly, because the work that they should stop has not stopped.
struct ForcedEnd {
    /// How long the recording of the work that the second signal cut may take.
    static let patience: Duration = .seconds(1)
    /// How long a commit that is under way may delay the end.
    static let longestCommit: Duration = .seconds(10)

    private var count = 0
    private var secondAt: Instant?

    mutating func heard(at now: Instant) {
        count += 1
        if count == 2 { secondAt = now }
    }

    /// When to check again; `nil` while there is nothing to decide.
    var isPending: Bool { secondAt != nil }

    /// - Parameter isWriting: whether the database has a transaction under way.
    /// - Returns: whether the process must end now.
    func isDue(at now: Instant, isWriting: Bool) -> Bool {
        guard let secondAt else { return false }
        let passed = secondAt.duration(to: now)
        if passed >= Self.longestCommit { return true }
        // After a third signal only a commit that has begun is waited for.
        return !isWriting && (passed >= Self.patience || count > 2)
    }
}
