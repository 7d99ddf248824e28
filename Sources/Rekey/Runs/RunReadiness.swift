import Engine
import Files
import Journal
import Model
import Nx1

/// Checks what a run needs before the run is recorded: a fault that all targets share prevents the run.
struct RunReadiness: Sendable {
    let journal: Journal
    let request: RunRequest
    let inquiry: PlanInquiry

    /// The number of targets that are read at once.
    private static let page = 256

    /// - Throws: `StartRefusal` if no target is ready, `LookupError` if the API refuses the credentials or is not an
    ///   Nx1 API.
    func check(_ ready: ConnectedPlan) async throws {
        let plan = ready.plan
        let authenticated = ready.authenticated
        let expected = ExpectedTargets(plan: plan)
        if expected.isNeeded {
            try expected.check(
                known: try await journal.targetCounts(ofPlan: plan.name.text), found: ready.listing.targets)
        }
        let probe = try await checkTargets(plan, ready.listing, host: authenticated.connection.host.identity)
        // Whoever was asked for the apps has been asked. Without a guard a run reads no secret, and who may write need not be
        // able to read.
        if let probe, !AppLookup(plan: plan).isNeeded {
            try await checkAPI(plan, authenticated, target: plan.guardMode == .keys ? probe : nil)
        }
    }

    /// - Returns: the first target that is ready; `nil` if there is no target at all, which `createRun` refuses.
    private func checkTargets(_ plan: Plan, _ listing: AppLookup.Listing, host: String) async throws -> Target? {
        let row = try await journal.plan(plan.name.text)
        var readiness = TargetReadiness(
            plan: plan, directory: row?.directory ?? FilePaths.folder(of: journal.path), journal: journal,
            host: host)
        if let problem = readiness.gateProblem() {
            throw StartRefusal("plan \(plan.name.text): \(problem); no run was made")
        }
        var missing = MissingSources()
        let apps = try request.apps(listed: listing.listed, record: JournalReader(path: journal.path))
        var position = 0
        while true {
            let page = try await journal.targets(ofPlan: plan.name.text, from: position, maximum: Self.page)
            position += page.count
            for (target, entry) in page where request.fits(target, apps: apps) {
                let problems = try await readiness.problems(
                    of: target, entry: entry, appName: listing.names[target.app])
                if problems.isEmpty { return target }
                missing.add(target, problems)
            }
            if page.count < Self.page { break }
        }
        for target in listing.targets where request.fits(target.target, apps: apps) {
            let problems = try await readiness.problems(
                of: target.target, entry: target.entry, appName: listing.names[target.target.app])
            if problems.isEmpty { return target.target }
            missing.add(target.target, problems)
        }
        if let text = missing.text { throw StartRefusal("plan \(plan.name.text): \(text); no run was made") }
        return nil
    }

    /// The same for a run that is continued: nothing is changed if none of the remaining items can have its values.
    func check(_ run: RunRow, _ plan: Plan) async throws {
        guard !run.restoresVersions else { return }
        var readiness = TargetReadiness(plan: plan, directory: run.directory, journal: journal, host: run.host)
        var missing = MissingSources()
        var last: Int64 = 0
        while true {
            let page = try await journal.unpreparedTargets(run: run.id, after: last, maximum: Self.page)
            if page.hasPrepared { return }
            for item in page.items {
                let problems = try await readiness.problems(of: item.target, entry: item.entry, appName: item.appName)
                if problems.isEmpty { return }
                missing.add(item.target, problems)
                last = item.item
            }
            if page.items.count < Self.page { break }
        }
        if let text = missing.text { throw StartRefusal("run \(run.id) cannot continue: \(text); nothing was changed") }
    }

    /// Reads the list of apps once, like `doctor`. Faults that a run handles itself (no answer, a failing server) are
    /// left to the run: it records them, and `resume` continues.
    /// - Parameter target: read too if the API has no list of apps, to distinguish a wrong address from an API without
    ///   it.
    /// - Throws: `LookupError`.
    func checkAPI(_ plan: Plan, _ authenticated: AuthenticatedConnection, target: Target?) async throws {
        // A refused token is renewed once, by the run.
        let once = RetryPolicy(attempts: 1)
        try await inquiry.ask(plan, authenticated.connection, retry: once) { reader in
            let (answer, _) = try await reader.apps(type: nil)
            switch answer {
            case .status(401, _, _) where authenticated.renewal != nil: return
            case .status(401, _, _): throw LookupError(answer, reader.credentialKind)
            case .lost(let failure) where failure.isConfiguration: throw LookupError(answer, reader.credentialKind)
            case .status(404, _, _), .unexpected: break
            default: return
            }
            guard let target else { return }
            let second = try await reader.keys(of: target, keeps: []) { nil }.answer
            switch second {
            case .status(401, _, _) where authenticated.renewal != nil: return
            case .status(401, _, _): throw LookupError(second, reader.credentialKind)
            case .status(404, _, _), .unexpected: throw LookupError.notThere(answer, authenticated.connection.host.base)
            default: return
            }
        }
    }
}
