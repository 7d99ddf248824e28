import Journal
package import Model
package import Nx1

/// What is asked of a run, over what its plan says.
package struct RunRequest: Sendable {
    package var connection = Connection.Options()
    package var environment: [String: String] = [:]
    /// Only these, where given.
    package var apps: [AppReference] = []
    package var secrets: [SecretName] = []
    package var shard: Shard?
    package var limit: Int?
    /// `.some(nil)` lifts the plan's limit.
    package var rate: Rate??
    package var concurrency: Int?
    package var maxDuration: Duration?
    /// Over the plan's.
    package var confirm: ConfirmMode?
    /// How long to wait for another runner's lock.
    package var waitLock: Duration?

    /// This copy takes the original's place.
    package var isRestored = false

    package init() {}

    /// The ids of the apps that were named.
    /// - Parameters:
    ///   - listed: what the API says now, which goes before what it said the last time.
    ///   - record: asked where the API was not.
    /// - Throws: `JournalError` for a name that nobody has, or several apps.
    func apps(listed: [AppID: AppName], record: @autoclosure () throws -> JournalReader) throws -> [AppID] {
        guard apps.contains(where: { $0.name != nil }) else { return apps.compactMap(\.id) }
        let record = try record()
        return try apps.map { reference in
            guard let name = reference.name else { return try record.app(reference) }
            let fitting = listed.filter { $0.value == name }.map(\.key).sorted()
            return fitting.isEmpty ? try record.app(reference) : try JournalReader.only(fitting, called: name)
        }
    }

    /// A plan's limits, at the rate that was asked for.
    func limits(of plan: Plan) -> Limits { rate.map { plan.limits.paced(at: $0) } ?? plan.limits }

    /// Whether a target is among those that were asked for.
    /// - Parameter ids: of `apps`.
    func fits(_ target: Target, apps ids: [AppID]) -> Bool {
        (ids.isEmpty || ids.contains(target.app)) && (secrets.isEmpty || secrets.contains(target.secret))
            && (shard?.holds(target) ?? true)
    }
}
