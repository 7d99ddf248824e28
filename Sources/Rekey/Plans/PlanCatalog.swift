import Engine
package import JobFile
package import Journal
import Model
import Nx1
import Values

/// The plans in the database: lists, shows and removes them.
package struct PlanCatalog: Sendable {
    private let journal: Journal
    private let reader = PlanReader()

    package init(journal: Journal) {
        self.journal = journal
    }

    /// Each plan, and the targets that only the API has.
    package func list() async throws -> [(row: PlanRow, lookups: LookupOutline)] {
        try await journal.plans().map { ($0, LookupOutline(definition: $0.definition)) }
    }

    /// - Throws: `NotFound` if the plan does not exist.
    package func row(_ name: String) async throws -> PlanRow {
        guard let row = try await journal.plan(name) else { throw NotFound.plan(name) }
        return row
    }

    /// A plan from the database, checked.
    package func plan(_ name: String) async throws -> (row: PlanRow, file: JobFile) {
        let row = try await row(name)
        return (row, try reader.read(row: row, database: journal.path, isRun: false).file)
    }

    /// The plan as a job file.
    package func export(_ name: String) async throws -> String {
        try JobFile.yaml(definition: try await row(name).definition)
    }

    package func remove(_ name: String) async throws {
        guard try await journal.removePlan(name) else { throw NotFound.plan(name) }
    }

    /// What a run would send; this writes and sends nothing.
    ///
    /// If only the API has the targets, it is asked for them, at the rate limit in the database.
    /// - Parameter maximum: the number of requests that are described one by one.
    /// - Throws: `LookupError` if the API does not list the targets; errors of the plan or the connection.
    package func plannedRun(
        of name: String, _ request: RunRequest, place: StorePlace, maximum: Int
    ) async throws -> PlannedRun {
        let row = try await row(name)
        let (file, revision) = try reader.read(row: row, database: journal.path, isRun: true)
        let plan = file.plan
        let limits = (request.rate.map { plan.limits.paced(at: $0) } ?? plan.limits)
            .divided(by: request.shard?.count ?? 1)
        let (_, _, named, counts) = try await journal.targets(of: revision, maximum: 0) { _ in false }
        let lookup = AppLookup(plan: plan, named: named)
        let listing =
            lookup.isNeeded
            ? try await ask(lookup, try await DryConnection(request: request, place: place).resolve(plan), limits)
            : AppLookup.Listing()
        try ExpectedTargets(plan: plan).check(known: counts, found: listing.targets)
        let apps = try request.apps(listed: listing.listed, record: JournalReader(path: journal.path))
        let fits: @Sendable (Target) -> Bool = { request.fits($0, apps: apps) }
        let maximum = min(maximum, request.limit ?? .max)
        let (known, total, _, _) = try await journal.targets(of: revision, maximum: maximum, where: fits)
        let listed = listing.targets.filter { fits($0.target) }
        let shown =
            known
            + listed.prefix(maximum - known.count).map {
                PlannedTarget(target: $0.target, entry: $0.entry, columns: $0.columns)
            }
        var sources = TargetSources(directory: revision.directory)
        let written = WrittenKeys(directory: revision.directory)
        let requests = shown.map { planned in
            let target = planned.target
            let entry = planned.entry
            let creates = plan.entries[entry].create == .missing
            let appName = listing.names[target.app]
            let problems = sources.problems(of: target, plan.entries[entry], appName: appName)
            guard problems.isEmpty else {
                return PlannedRequest(
                    target: target, keys: [], problem: problems.joined(separator: "; "), creates: creates)
            }
            do {
                let keys = try written.keys(
                    of: target, plan.entries[entry], appName: appName, columns: planned.columns.map(\.name))
                return PlannedRequest(target: target, keys: keys, problem: nil, creates: creates)
            } catch {
                return PlannedRequest(target: target, keys: [], problem: "\(error)", creates: creates)
            }
        }
        return PlannedRun(
            first: requests, items: min(total + listed.count, request.limit ?? .max), plan: plan, limits: limits)
    }

    private func ask(_ lookup: AppLookup, _ connection: Connection, _ limits: Limits) async throws -> AppLookup.Listing
    {
        let pace = try await journal.pace(host: connection.host.authority)
        return try await PacedReader.with(connection, limits: limits, retry: lookup.plan.retry, row: pace) { inquiry in
            try await lookup.perform(inquiry)
        }.result
    }
}
