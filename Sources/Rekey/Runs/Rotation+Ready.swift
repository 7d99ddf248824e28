import Engine
import Files
import Journal
import Model
import Nx1

/// What a run needs, looked at before it is made: a fault that all targets share makes no run.
extension Rotation {
    /// Targets that are read at once.
    private static let page = 256

    /// - Parameter found: targets that the API listed.
    /// - Throws: `StartRefusal` where no target is ready, `LookupError` where the API refuses the credentials or is not
    ///   there.
    func checkReady(_ plan: Plan, found: AppLookup.Found, _ link: AuthenticatedConnection) async throws {
        let probe = try await checkTargets(plan, found, host: link.connection.host.identity)
        // Whoever was asked for the apps has been asked. Without a guard a run reads no secret, and who may write need not be
        // able to read.
        if let probe, !AppLookup(plan: plan).isNeeded {
            try await checkAPI(plan, link, target: plan.guardMode == .keys ? probe : nil)
        }
    }

    /// - Returns: the first target that is ready; `nil` where there is none at all, which `createRun` refuses.
    private func checkTargets(_ plan: Plan, _ found: AppLookup.Found, host: String) async throws -> Target? {
        let row = try await journal.plan(plan.name.text)
        var readiness = TargetReadiness(
            plan: plan, directory: row?.directory ?? FilePaths.folder(of: journal.path), journal: journal,
            host: host)
        if let problem = readiness.gateProblem() {
            throw StartRefusal("plan \(plan.name.text): \(problem); no run was made")
        }
        var missing = MissingSources()
        let apps = try request.apps(listed: found.listed, record: JournalReader(path: journal.path))
        var position = 0
        while true {
            let page = try await journal.targets(ofPlan: plan.name.text, from: position, maximum: Self.page)
            position += page.count
            for (target, entry) in page where request.fits(target, apps: apps) {
                let problems = try await readiness.problems(of: target, entry: entry, appName: found.names[target.app])
                if problems.isEmpty { return target }
                missing.add(target, problems)
            }
            if page.count < Self.page { break }
        }
        for target in found.targets where request.fits(target.target, apps: apps) {
            let problems = try await readiness.problems(
                of: target.target, entry: target.entry, appName: found.names[target.target.app])
            if problems.isEmpty { return target.target }
            missing.add(target.target, problems)
        }
        if let text = missing.text { throw StartRefusal("plan \(plan.name.text): \(text); no run was made") }
        return nil
    }

    /// The same for a run that goes on: nothing is changed where none of the items that are left can have its values.
    func checkReady(_ run: RunRow, _ plan: Plan) async throws {
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

    /// Reads the list of apps once, as `doctor` does. What a run meets as well (no answer, a server that fails) is left to
    /// it: it is recorded there, and `resume` goes on.
    /// - Parameter target: read too where the list is not there, to tell a wrong address from an API without the list.
    /// - Throws: `LookupError`.
    func checkAPI(_ plan: Plan, _ link: AuthenticatedConnection, target: Target?) async throws {
        // A token that is refused is renewed once, by the run.
        let once = RetryPolicy(attempts: 1)
        try await inquire(plan, link.connection, retry: once) { inquiry in
            let (answer, _) = try await inquiry.apps(type: nil)
            switch answer {
            case .status(401, _, _) where link.renewal != nil: return
            case .status(401, _, _): throw LookupError(answer, inquiry.credentialKind)
            case .lost(let failure) where failure.isConfiguration: throw LookupError(answer, inquiry.credentialKind)
            case .status(404, _, _), .unexpected: break
            default: return
            }
            guard let target else { return }
            let (second, _, _) = try await inquiry.keys(of: target, keeps: []) { nil }
            switch second {
            case .status(401, _, _) where link.renewal != nil: return
            case .status(401, _, _): throw LookupError(second, inquiry.credentialKind)
            case .status(404, _, _), .unexpected: throw LookupError.notThere(answer, link.connection.host.base)
            default: return
            }
        }
    }
}

/// Targets that are not ready, as one line.
private struct MissingSources {
    private var count = 0
    private var first: (target: Target, problems: [String])?

    mutating func add(_ target: Target, _ problems: [String]) {
        count += 1
        first = first ?? (target, problems)
    }

    /// `nil` where there was no target.
    var text: String? {
        guard let first else { return nil }
        let which = count == 1 ? "its only target" : "none of its \(count) targets"
        let verb = count == 1 ? "is not ready" : "is ready, the first"
        return "\(which) \(verb): \(first.target): \(first.problems.joined(separator: "; "))"
    }
}
