import Journal
package import Model
package import Nx1

/// What is asked of a run, over what its plan says.
package struct RunRequest: Sendable {
    package var connection = Connection.Options()
    package var environment: [String: String] = [:]
    package var apps: [AppID] = []
    package var secrets: [SecretName] = []
    package var shard: Shard?
    package var limit: Int?
    /// `.some(nil)` lifts the plan's limit.
    package var rate: Rate??
    package var concurrency: Int?
    package var maxDuration: Duration?
    /// How long to wait for another runner's lock.
    package var waitLock: Duration?

    /// This copy takes the original's place.
    package var isRestored = false

    package init() {}

    /// Whether a target is among those that were asked for.
    func fits(_ target: Target) -> Bool {
        (apps.isEmpty || apps.contains(target.app)) && (secrets.isEmpty || secrets.contains(target.secret))
            && (shard?.holds(target) ?? true)
    }
}
