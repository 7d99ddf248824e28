import Foundation

/// The secrets of the stand-in: which exist, since when, and what they hold.
struct SecretTable {
    /// Secrets that nobody has touched exist too, in every app.
    private let hasEverySecret: Bool
    private let firstValues: [String: String]
    private let startedAt: Date
    /// Whether the values before a PUT are kept, for a `reveal` that answers with them.
    private let keepsEarlierValues: Bool
    private var secrets: [SandboxTarget: Stored] = [:]
    private var apps: Set<String>
    /// When secrets were created that are gone.
    private var removed: [SandboxTarget: Date] = [:]

    private struct Stored {
        var values: [String: String]
        let createdAt: Date
        /// What PUTs replaced, oldest first.
        var earlier: [(values: [String: String], until: ContinuousClock.Instant)] = []
    }

    init(_ configuration: SandboxConfiguration, startedAt: Date = Date()) {
        hasEverySecret = configuration.createsAll
        firstValues = configuration.firstValues
        keepsEarlierValues = configuration.keepsLog || configuration.revealLag > .zero
        self.startedAt = startedAt
        apps = Set(configuration.apps.map(\.id))
        for (target, values) in configuration.secrets { seed(target, values, at: startedAt) }
    }

    mutating func add(app: String) { apps.insert(app.lowercased()) }

    func hasApp(_ app: String) -> Bool { hasEverySecret || apps.contains(app) }

    /// Whether somebody seeded, created or changed it.
    func isTouched(_ target: SandboxTarget) -> Bool { secrets[target] != nil }

    /// The values in force; `nil` where the secret does not exist.
    func values(_ target: SandboxTarget) -> [String: String]? {
        secrets[target]?.values ?? (isUntouched(target) ? firstValues : nil)
    }

    /// Those that somebody seeded, created or changed, by app and name.
    var targets: [SandboxTarget] { secrets.keys.sorted { ($0.app, $0.secret) < ($1.app, $1.secret) } }

    func detail(_ target: SandboxTarget) -> SecretDetail? {
        guard let values = values(target) else { return nil }
        return SecretDetail(target, values, createdAt: secrets[target]?.createdAt ?? startedAt)
    }

    /// The secret as `reveal` shows it: with the values that were in force `lag` ago, and before the last PUT where
    /// `isStale`.
    func revealed(_ target: SandboxTarget, at now: ContinuousClock.Instant, lag: Duration, isStale: Bool)
        -> SecretDetail?
    {
        guard var detail = detail(target) else { return nil }
        let earlier = secrets[target]?.earlier ?? []
        let seen = isStale ? earlier.last : earlier.first { $0.until + lag > now }
        if let seen { detail.values = SecretDetail.sorted(seen.values) }
        return detail
    }

    /// Replaces the values of a secret that exists; `created_at` stays.
    mutating func replace(
        _ target: SandboxTarget, _ values: [String: String], at now: ContinuousClock.Instant, lag: Duration
    ) {
        var stored = secrets[target] ?? Stored(values: firstValues, createdAt: startedAt)
        if keepsEarlierValues {
            let last = (values: stored.values, until: now)
            stored.earlier = stored.earlier.filter { $0.until + lag > now } + [last]
        }
        stored.values = values
        secrets[target] = stored
    }

    /// Makes a secret, or makes it anew: `created_at` is later than before.
    mutating func create(_ target: SandboxTarget, _ values: [String: String]) {
        let before = secrets[target]?.createdAt ?? removed[target] ?? (isUntouched(target) ? startedAt : .distantPast)
        removed[target] = nil
        // The time has whole seconds, and two in one second must differ.
        seed(target, values, at: max(Date(), before + 1))
    }

    mutating func remove(_ target: SandboxTarget) {
        removed[target] = secrets.removeValue(forKey: target)?.createdAt ?? startedAt
    }

    private mutating func seed(_ target: SandboxTarget, _ values: [String: String], at moment: Date) {
        secrets[target] = Stored(values: values, createdAt: moment)
        apps.insert(target.app)
    }

    private func isUntouched(_ target: SandboxTarget) -> Bool { hasEverySecret && removed[target] == nil }
}
