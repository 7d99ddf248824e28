import Engine
import Files
package import Journal
package import Model
import Nx1

/// How a target stands before a run: what the API has, and what the plan would make of it.
package struct TargetFinding: Sendable {
    package enum Result: String, Sendable {
        case ok, missing, forbidden, unreachable, unexpected
        case wouldDropKeys = "would_drop_keys"
        case source
    }

    package let target: Target
    /// The app's, where the API has listed it.
    package let appName: String?
    package let result: Result
    package let appearing: [KeyName]
    package let vanishing: [KeyName]
    package let detail: String?
}

extension Rotation {
    /// Compares a plan with the API: that each target is there and may be read, and which keys would appear or vanish.
    /// Nothing is changed there. What the request narrows a run to, narrows the check too.
    /// - Parameter body: gets finding by finding, in the plan's order.
    /// - Throws: `LookupError`, also when the API refuses the credentials or cannot be reached at all.
    package func check(
        _ name: String, _ body: @escaping @Sendable (TargetFinding) throws -> Void
    ) async throws -> [PlanConflict] {
        try await locked {
            let plan = try await revised(name)
            let row = try await journal.plan(name)
            let link = try await connect(plan)
            let connection = link.connection
            let directory = row?.directory ?? FilePaths.folder(of: journal.path)
            let known = try await plannedTargets(plan)
            let lookup = AppLookup(
                plan: plan, named: try await journal.namedTargets(ofPlan: name), columns: try await store.columnSealer()
            )
            if !lookup.isNeeded { try await checkAPI(plan, link, target: known.first?.target) }
            try await inquire(plan, connection) { inquiry in
                let found = lookup.isNeeded ? try await lookup.perform(inquiry) : AppLookup.Found()
                try await journal.keep(found.listed)
                let apps = try request.apps(listed: found.listed, record: JournalReader(path: journal.path))
                let listed = found.targets.map {
                    PlannedTarget(target: $0.target, entry: $0.entry, columns: $0.columns)
                }
                let all = (known + listed).filter { request.fits($0.target, apps: apps) }
                if all.isEmpty {
                    throw RequestError(
                        "plan \(quoted(name)) has no target that fits; see `rekey plan show \(name)`")
                }
                let check = TargetCheck(
                    plan: plan, directory: directory, names: found.names, inquiry: inquiry, journal: journal,
                    host: connection.host.identity,
                    earlier: EarlierValues(journal: journal, master: store.masterSeal),
                    columns: try await AppliedColumns(of: plan, in: store))
                for warning in try await check.perform(all, width: plan.limits.concurrency, body) {
                    watch.warned(warning)
                }
            }
            return try await journal.conflicts(of: name)
        }
    }

    /// The targets that the database has, with what their lists say of them.
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
