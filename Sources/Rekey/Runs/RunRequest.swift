import Journal
package import Model
package import Nx1

/// The options of a run, which override its plan.
package struct RunRequest: Sendable {
    package var connection = Connection.Options()
    package var environment: [String: String] = [:]
    /// Restricts the run to these, if given.
    package var apps: [AppReference] = []
    package var secrets: [SecretName] = []
    package var shard: Shard?
    package var limit: Int?
    /// `.some(nil)` removes the plan's limit.
    package var rate: Rate??
    package var concurrency: Int?
    package var maxDuration: Duration?
    /// Overrides the plan's setting.
    package var confirm: ConfirmMode?
    /// How long to wait for another process's lock.
    package var waitLock: Duration?

    /// This copy replaces the original.
    package var isRestored = false

    package init() {}

    /// The ids of the named apps.
    /// - Parameters:
    ///   - listed: the API's present list, which overrides the earlier one.
    ///   - record: used if the API was not asked.
    /// - Throws: `JournalError` for a name that no app or several apps have.
    func apps(listed: [AppID: AppName], record: @autoclosure () throws -> JournalReader) throws -> [AppID] {
        guard apps.contains(where: { $0.name != nil }) else { return apps.compactMap(\.id) }
        let record = try record()
        return try apps.map { reference in
            guard let name = reference.name else { return try record.app(reference) }
            let fitting = listed.filter { $0.value == name }.map(\.key).sorted()
            return fitting.isEmpty ? try record.app(reference) : try JournalReader.only(fitting, called: name)
        }
    }

    /// A plan's limits, with the requested rate.
    func limits(of plan: Plan) -> Limits { rate.map { plan.limits.paced(at: $0) } ?? plan.limits }

    /// Whether a target is among the requested ones.
    /// - Parameter ids: the ids of `apps`.
    func fits(_ target: Target, apps ids: [AppID]) -> Bool {
        (ids.isEmpty || ids.contains(target.app)) && (secrets.isEmpty || secrets.contains(target.secret))
            && (shard?.holds(target) ?? true)
    }
}
