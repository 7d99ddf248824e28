import Engine
import Files
package import Journal
import Model
import Nx1

/// Compares a plan with the API: whether each target exists and may be read, and which keys would appear or vanish.
package struct PlanCheck: Sendable {
    private let store: Store
    private let request: RunRequest
    private let watch: RunWatch

    private var journal: Journal { store.journal }

    package init(store: Store, request: RunRequest, watch: RunWatch) {
        self.store = store
        self.request = request
        self.watch = watch
    }

    /// Changes nothing in the API. If the request restricts a run to some targets, it restricts the check too.
    /// - Parameter body: gets one finding after the other, in the plan's order.
    /// - Throws: `LookupError`, also if the API refuses the credentials or cannot be reached.
    package func perform(
        _ name: String, _ body: @escaping @Sendable (TargetFinding) throws -> Void
    ) async throws -> [PlanConflict] {
        try await RunLock(journal: journal, request: request, watch: watch).hold {
            let plan = try await store.revisedPlan(name)
            let row = try await journal.plan(name)
            let authenticated = try await Connector(store: store, request: request, watch: watch).connect(plan)
            let connection = authenticated.connection
            let directory = row?.directory ?? FilePaths.folder(of: journal.path)
            let known = try await plannedTargets(plan)
            let inquiry = PlanInquiry(store: store, request: request, watch: watch)
            let lookup = try await inquiry.lookup(of: plan)
            if !lookup.isNeeded {
                try await RunReadiness(journal: journal, request: request, inquiry: inquiry)
                    .checkAPI(plan, authenticated, target: known.first?.target)
            }
            try await inquiry.ask(plan, connection) { reader in
                let listing = lookup.isNeeded ? try await lookup.perform(reader) : AppLookup.Listing()
                try await journal.keep(listing.listed)
                let expected = ExpectedTargets(plan: plan)
                if expected.isNeeded {
                    try expected.check(
                        known: try await journal.targetCounts(ofPlan: name), found: listing.targets)
                }
                let apps = try request.apps(listed: listing.listed, record: JournalReader(path: journal.path))
                let listed = listing.targets.map {
                    PlannedTarget(target: $0.target, entry: $0.entry, columns: $0.columns)
                }
                let all = (known + listed).filter { request.fits($0.target, apps: apps) }
                if all.isEmpty {
                    throw RequestError(
                        "plan \(quoted(name)) has no target that matches; see `rekey plan show \(name)`")
                }
                var identities = TargetIdentities(plan: plan.name)
                for planned in all { identities.add(planned.target, try await journal.identity(of: planned.target)) }
                for entry in listing.targets { identities.add(entry.target, k8sName: entry.k8sName) }
                try identities.refuseSame()
                let check = TargetCheck(
                    plan: plan, directory: directory, names: listing.names, inquiry: reader, journal: journal,
                    host: connection.host.identity,
                    earlier: EarlierValues(journal: journal, master: store.masterSeal),
                    columns: try await AppliedColumns(of: plan, in: store), identities: identities)
                for warning in try await check.perform(all, width: plan.limits.concurrency, body) {
                    watch.warned(warning)
                }
            }
            return try await journal.conflicts(of: name)
        }
    }

    /// The targets in the database, with what their lists have about them.
    private func plannedTargets(_ plan: Plan) async throws -> [PlannedTarget] {
        var targets: [(target: Target, entry: Int)] = []
        try await journal.targets(ofPlan: plan.name.text) { targets.append(($0, $1)) }
        var planned: [PlannedTarget] = []
        for (target, entry) in targets {
            let columns =
                plan.entries[entry].needsColumns ? try await journal.columns(of: target, plan: plan.name.text) : []
            planned.append(PlannedTarget(target: target, entry: entry, columns: columns))
        }
        return planned
    }
}
