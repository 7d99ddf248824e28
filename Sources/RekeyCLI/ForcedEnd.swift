import Clock

/// Decides when signals end the process itself, because what they asked to stop has not stopped.
struct ForcedEnd {
    /// How long what was cut short by the second signal may take to be recorded.
    static let patience: Duration = .seconds(1)
    /// How long a commit that is under way may hold the process.
    static let longestCommit: Duration = .seconds(10)

    private var count = 0
    private var secondAt: Instant?

    mutating func heard(at now: Instant) {
        count += 1
        if count == 2 { secondAt = now }
    }

    /// When to look again; `nil` while there is nothing to decide.
    var isPending: Bool { secondAt != nil }

    /// - Parameter isWriting: whether the database has a transaction under way.
    /// - Returns: whether the process is to end now.
    func isDue(at now: Instant, isWriting: Bool) -> Bool {
        guard let secondAt else { return false }
        let passed = secondAt.duration(to: now)
        if passed >= Self.longestCommit { return true }
        // Who asks for the third time means it; only a commit that has begun is waited for.
        return !isWriting && (passed >= Self.patience || count > 2)
    }
}
