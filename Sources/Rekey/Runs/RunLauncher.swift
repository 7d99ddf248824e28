import Engine
import Foundation
import JobFile
package import Journal
import Model
import Nx1
import Values

/// Decides which runs are started or continued, and performs them one after the other under the lock.
package struct RunLauncher: Sendable {
    let store: Store
    let request: RunRequest
    let watch: RunWatch

    package init(store: Store, request: RunRequest, watch: RunWatch) {
        self.store = store
        self.request = request
        self.watch = watch
    }

    var journal: Journal { store.journal }
    var notices: NoticeDelivery { NoticeDelivery(store: store, request: request, watch: watch) }
    var connector: Connector { Connector(store: store, request: request, watch: watch) }
    var inquiry: PlanInquiry { PlanInquiry(store: store, request: request, watch: watch) }
    var readiness: RunReadiness { RunReadiness(journal: journal, request: request, inquiry: inquiry) }
    var sessions: SessionLauncher { SessionLauncher(store: store, request: request, watch: watch) }

    // MARK: Entry points

    /// Starts a run of each plan, one after the other.
    /// - Throws: before anything is started, for the first plan that is invalid or without credentials.
    package func run(_ names: [String], trigger: String) async throws -> [RunResult] {
        try await notices.withNotifications { outbox in
            var ready: [ConnectedPlan] = []
            for name in names { ready.append(try await prepare(try await store.revisedPlan(name))) }
            var results: [RunResult] = []
            for plan in ready {
                if let result = try await start(plan, trigger: trigger, outbox) {
                    results.append(result)
                } else {
                    watch.warned("plan \(plan.plan.name.text) has no target in this shard; nothing was sent")
                }
                if results.last?.wasInterrupted == true { break }
            }
            return results
        }
    }

    /// A new run that restores the values that the secrets of a run had before it.
    package func rollBack(_ reference: RunReference) async throws -> RunResult {
        try await notices.withNotifications { outbox in
            let run = try await store.run(reference)
            let plan = try JobFile(definition: run.definition, plan: run.plan).plan
            if run.state.isResumable {
                watch.warned(
                    "run \(run.id) is unfinished; `rekey cancel \(run.id)` prevents a later `rekey resume` from "
                        + "continuing it"
                )
            }
            let authenticated = try await connector.connect(plan, run: run)
            try await readiness.checkAPI(plan, authenticated, target: nil)
            return try await launch(
                ConnectedPlan(plan: plan, authenticated: authenticated), trigger: "rollback", .rollback(of: run.id),
                shard: run.shard,
                outbox)
        }
    }

    /// A new run that restores the values that rekey last wrote to a plan's targets.
    package func restore(_ name: String) async throws -> RunResult {
        try await notices.withNotifications { outbox in
            let plan = try await store.revisedPlan(name)
            let authenticated = try await connector.connect(plan)
            let listing = try await inquiry.lookUp(plan, authenticated)
            // This run does not restore targets that belong to other shards' databases.
            let shard = try await journal.latestShard(of: name)
            return try await launch(
                ConnectedPlan(plan: plan, authenticated: authenticated, listing: listing), trigger: "restore", .restore,
                shard: shard, outbox)
        }
    }

    // MARK: A new run

    /// Missing targets that a warning names.
    private static let maxMissing = 10

    /// Connects, asks the API for targets that the plan does not name, and checks that a run could send anything.
    func prepare(_ plan: Plan) async throws -> ConnectedPlan {
        let authenticated = try await connector.connect(plan)
        let listing = try await inquiry.lookUp(plan, authenticated)
        let ready = ConnectedPlan(plan: plan, authenticated: authenticated, listing: listing)
        try await readiness.check(ready)
        return ready
    }

    /// Starts a run of a prepared plan and performs it.
    /// - Parameter fire: the scheduled time for which it is started.
    /// - Returns: `nil` if the request's shard has none of the plan's targets.
    func start(
        _ ready: ConnectedPlan, trigger: String, fire: Date? = nil, _ outbox: NoticeDelivery.Outbox
    ) async throws -> RunResult? {
        try await warnOfUnfinished(ready.plan)
        do {
            return try await launch(ready, trigger: trigger, .plan, shard: request.shard, fire: fire, outbox)
        } catch let error as JournalError where error.kind == .empty && request.shard != nil {
            return nil
        }
    }

    private func launch(
        _ ready: ConnectedPlan, trigger: String, _ origin: NewRun.Origin, shard: Shard?, fire: Date? = nil,
        _ outbox: NoticeDelivery.Outbox
    ) async throws -> RunResult {
        let plan = ready.plan
        let listing = ready.listing
        if let shard, shard.count > 1 { try checkSharing(plan) }
        let uuid = try UUID.random()
        let (key, sealed) = try store.newDataKey(run: uuid)
        let run = try await journal.createRun(
            NewRun(
                uuid: uuid, plan: plan.name, trigger: trigger, dataKey: sealed, origin: origin,
                apps: try request.apps(listed: listing.listed, record: JournalReader(path: journal.path)),
                secrets: request.secrets, shard: shard, host: ready.authenticated.connection.host.identity, fire: fire,
                found: listing.targets, appNames: listing.names, listedApps: listing.listed))
        if origin == .plan { try await warnOfMissing(run, plan) }
        return try await sessions.perform(
            run, plan, try await store.keys(run: uuid, dataKey: key), ready.authenticated, outbox)
    }

    /// - Throws: `RequestError` if targets of several shards share a value: each shard would generate its own.
    private func checkSharing(_ plan: Plan) throws {
        for entry in plan.entries {
            guard let key = entry.keys.first(where: { $0.share == .plan || $0.share == .app && entry.secret == nil })
            else { continue }
            throw RequestError(
                "plan \(plan.name.text): \(quoted(key.name.text)) is one value for targets of several shards; run it without "
                    + "--shard, or give each target its own")
        }
    }

    /// Names targets that the API has listed for the plan's last run and does not list any more.
    private func warnOfMissing(_ run: RunRow, _ plan: Plan) async throws {
        guard plan.entries.contains(where: \.targets.isLookup),
            let missing = try await journal.missingTargets(of: run.id, maximum: Self.maxMissing)
        else { return }
        let more = missing.count - missing.first.count
        watch.warned(
            "run \(run.id) of plan \(plan.name.text) does not find \(counted(missing.count, "target")) that run "
                + "\(missing.earlier) had: \(missing.first.map(\.description).joined(separator: ", "))"
                + (more > 0 ? " and \(more) more" : ""))
    }

    private func warnOfUnfinished(_ plan: Plan) async throws {
        for run in try await journal.latestUnsuccessful(of: [plan.name.text]) {
            let unknown = try await journal.run(id: run.run).tally.unknown
            guard unknown > 0 else { continue }
            watch.warned(
                "run \(run.run) of plan \(run.plan) left \(unknown) items unknown: `rekey retry \(run.run)` sends their values again, "
                    + "this run makes others")
        }
        let runs = try await journal.runsLeftOpen(plan: plan.name.text)
        guard let last = runs.last else { return }
        let which =
            runs.count == 1
            ? "run \(last) of plan \(plan.name.text) is"
            : "\(runs.count) runs of plan \(plan.name.text), the last of them run \(last), are"
        watch.warned(
            "\(which) unfinished; if you resume an older run later, it skips every secret that the new run writes; "
                + "`rekey cancel \(last)` cancels it")
    }
}
