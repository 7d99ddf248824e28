import Clock
import Engine
import Foundation
import JobFile
package import Journal
import Model
import Nx1
import Report
import Values

/// Runs, resumes, retries and gives up: everything that needs the runner's lock.
package struct Rotation: Sendable {
    let store: Store
    let request: RunRequest
    let watch: RunWatch

    package init(store: Store, request: RunRequest, watch: RunWatch) {
        self.store = store
        self.request = request
        self.watch = watch
    }

    var journal: Journal { store.journal }

    // MARK: What can be asked

    /// Starts a run of each plan, one after the other.
    /// - Throws: before anything is started, for the first plan that is wrong or whose credentials are missing.
    package func run(_ names: [String], trigger: String) async throws -> [RunResult] {
        try await withNotifications { outbox in
            var ready: [(plan: Plan, link: AuthenticatedConnection, found: AppLookup.Found)] = []
            for name in names {
                let plan = try await revised(name)
                let link = try await connect(plan)
                let found = try await lookUp(plan, link)
                try await checkReady(plan, found: found, link)
                ready.append((plan, link, found))
            }
            var results: [RunResult] = []
            for (plan, link, found) in ready {
                try await warnOfUnfinished(plan)
                do {
                    results.append(
                        try await start(
                            plan, trigger: trigger, .plan, shard: request.shard, found: found, link, outbox))
                } catch let error as JournalError where error.kind == .empty && request.shard != nil {
                    watch.warned("plan \(plan.name.text) has no target in this shard; nothing was sent")
                }
                if results.last?.wasTold == true { break }
            }
            return results
        }
    }

    /// A new run that puts back what the secrets of a run had before it.
    package func rollBack(_ reference: RunReference) async throws -> RunResult {
        try await withNotifications { outbox in
            let run = try await find(reference)
            let plan = try JobFile(definition: run.definition, plan: run.plan).plan
            if run.state.isResumable {
                watch.warned(
                    "run \(run.id) is unfinished; `rekey cancel \(run.id)` keeps a later `rekey resume` from going on with it"
                )
            }
            let link = try await connect(plan, run: run)
            try await checkAPI(plan, link, target: nil)
            return try await start(
                plan, trigger: "rollback", .rollback(of: run.id), shard: run.shard, link, outbox)
        }
    }

    /// A new run that puts back what rekey last wrote to a plan's targets.
    package func restore(_ name: String) async throws -> RunResult {
        try await withNotifications { outbox in
            let plan = try await revised(name)
            let link = try await connect(plan)
            let found = try await lookUp(plan, link)
            // What other shards' databases hold is not for this one to put back.
            let shard = try await journal.latestShard(of: name)
            return try await start(plan, trigger: "restore", .restore, shard: shard, found: found, link, outbox)
        }
    }

    /// The run that would be given up, for a question to name.
    /// - Throws: `RequestError` for a run that has nothing to give up, `StoreError` while another process runs.
    package func cancellable(_ reference: RunReference) async throws -> RunRow {
        if RunnerLock.isHeld(database: journal.path) { throw StoreError.taken(journal.path) }
        return try await givenUp(reference)
    }

    private func givenUp(_ reference: RunReference) async throws -> RunRow {
        let run = try await find(reference)
        guard run.state.isResumable || run.state == .failed else {
            throw RequestError("run \(run.id) of \(run.plan) is \(run.state.rawValue); there is nothing to give up")
        }
        return run
    }

    /// Gives a run up and shreds its values.
    package func cancel(_ reference: RunReference) async throws -> Int64 {
        try await locked {
            let run = try await givenUp(reference)
            try await journal.cancel(run.id)
            return run.id
        }
    }

    /// What `prune` would take away.
    package func prunable(olderThan age: Duration) async throws -> Journal.Pruned {
        try await journal.prunable(before: .nowMicroseconds - age.wholeMicroseconds)
    }

    /// Takes runs that ended so long ago out of the record.
    package func prune(olderThan age: Duration) async throws -> Journal.Pruned {
        try await locked {
            try await journal.prune(
                before: .nowMicroseconds - age.wholeMicroseconds, detail: "runs that ended over \(age.text) ago")
        }
    }

    // MARK: The way there

    /// The plan as the database has it now, with a new revision if another program changed it.
    func revised(_ name: String) async throws -> Plan {
        let plans = PlanReader(columns: try await store.columnSealer())
        guard let row = try await journal.plan(name) else { throw NotFound.plan(name) }
        let (file, order) = try plans.read(row: row, database: journal.path, isRun: true)
        if !plans.isCurrent(row, file) { _ = try await journal.apply([order]) }
        return file.plan
    }

    func start(
        _ plan: Plan, trigger: String, _ origin: NewRun.Origin, shard: Shard?, fire: Date? = nil,
        found: AppLookup.Found = .init(), _ link: AuthenticatedConnection, _ outbox: Outbox
    ) async throws -> RunResult {
        if let shard, shard.count > 1 { try checkSharing(plan) }
        let uuid = try UUID.random()
        let (key, sealed) = try store.newDataKey(run: uuid)
        let run: RunRow
        do {
            run = try await journal.createRun(
                NewRun(
                    uuid: uuid, plan: plan.name, trigger: trigger, dataKey: sealed, origin: origin,
                    apps: try request.apps(listed: found.listed, record: JournalReader(path: journal.path)),
                    secrets: request.secrets, shard: shard, host: link.connection.host.identity, fire: fire,
                    found: found.targets,
                    appNames: found.names, listedApps: found.listed))
        } catch TargetError.duplicate(let target) {
            throw PlanTargetsError.twice(
                .identified(target), place: "plan \(plan.name), with the apps that the API lists")
        }
        return try await perform(run, plan, try await store.keys(run: uuid, dataKey: key), link, outbox)
    }

    /// - Throws: `RequestError` for values that targets of several shards have in common: each shard would make its own.
    private func checkSharing(_ plan: Plan) throws {
        for entry in plan.entries {
            guard let key = entry.keys.first(where: { $0.share == .plan || $0.share == .app && entry.secret == nil })
            else { continue }
            throw RequestError(
                "plan \(plan.name.text): \(quoted(key.name.text)) is one value for targets of several shards; run it without "
                    + "--shard, or give each target its own")
        }
    }

    func lookUp(_ plan: Plan, _ link: AuthenticatedConnection) async throws -> AppLookup.Found {
        let lookup = AppLookup(
            plan: plan, named: try await journal.namedTargets(ofPlan: plan.name.text),
            columns: try await store.columnSealer())
        guard lookup.isNeeded else { return AppLookup.Found() }
        return try await inquire(plan, link.connection) { try await lookup.perform($0) }
    }

    func pinned(_ run: RunRow) async throws -> (Plan, AuthenticatedConnection, RunKeys) {
        let plan = try JobFile(definition: run.definition, plan: run.plan).plan
        let keys = try await store.keys(of: run)
        return (plan, try await connect(plan, run: run), keys)
    }

    func perform(
        _ run: RunRow, _ plan: Plan, _ keys: RunKeys, _ link: AuthenticatedConnection, _ outbox: Outbox
    ) async throws -> RunResult {
        var settings = RunSettings(plan: plan, limit: request.limit, maxDuration: request.maxDuration)
        settings.limits = limits(of: plan).divided(by: run.shard?.count ?? 1)
        settings.renewal = link.renewal
        if let concurrency = request.concurrency { settings.limits.concurrency = concurrency }
        let room = RunSession.roomForConnections()
        if settings.limits.concurrency > room {
            watch.warned(
                "the limit on open files leaves room for \(room) connections, not \(settings.limits.concurrency); raise it "
                    + "with ulimit -n")
            settings.limits.concurrency = room
        }
        watch.began(run)
        // Before the first request leaves: from now on an older state of this database is told from this one.
        try await journal.bearWitness()
        let session = RunSession(
            journal: journal, run: run, plan: plan, settings: settings, keys: keys, connection: link.connection,
            settleTimes: try await settleTimes(
                of: run, settings.retry.settle(timeout: link.connection.requestTimeout(settings.limits))))
        let notice = HoldNotice(run: run.id, warned: watch.warned)
        let ending = try await session.perform(
            signals: watch.signalsFromStart(), activity: watch.activity, warned: watch.warned
        ) { progress in
            notice.heard(progress.wait)
            watch.progressed(progress)
        }
        try? await journal.bearWitness()  // the run is recorded, and a witness that is behind refuses nobody
        let summary = try await journal.summary(of: run.id)
        if let policy = plan.notify {
            outbox.yield(
                Notifier.Order(policy: policy, notice: Notice(summary), run: run, caFile: link.connection.caFile))
        }
        return RunResult(ending: ending, summary: summary)
    }

    /// Says how long secrets must wait that an earlier request may still change.
    private func settleTimes(of run: RunRow, _ settle: Duration) async throws -> SettleTimes {
        let wall = Int64.nowMicroseconds
        let requests = try await journal.lateRequests(before: run.id, since: wall - settle.wholeMicroseconds)
        let times = SettleTimes(requests, settle: settle, now: .now, wallMicroseconds: wall)
        if let end = times.end {
            let seconds = max(1, (end - .now).wholeMicroseconds / 1_000_000)
            watch.warned(
                "run \(run.id): \(times.count) secrets go last, in up to \(seconds) s: an earlier request with another value "
                    + "may still take effect (see retry.settle)")
        }
        return times
    }

    private func limits(of plan: Plan) -> Limits {
        request.rate.map { plan.limits.paced(at: $0) } ?? plan.limits
    }

    /// Asks the API under the limiter that runs go by.
    func inquire<T: Sendable>(
        _ plan: Plan, _ connection: Connection, retry: RetryPolicy? = nil,
        _ body: @escaping @Sendable (PacedReader) async throws -> T
    ) async throws -> T {
        let row = try await journal.pace(host: connection.host.authority)
        let limits = limits(of: plan).divided(by: request.shard?.count ?? 1)
        let notice = HoldNotice(run: nil, warned: watch.warned)
        let (result, pace) = try await interruptible {
            try await PacedReader.with(
                connection, limits: limits, retry: retry ?? plan.retry, row: row, onHold: { notice.heard(until: $0) },
                body)
        }
        try await journal.keepPace(pace)
        return result
    }

    func find(_ reference: RunReference) async throws -> RunRow {
        guard let run = try await journal.run(reference) else { throw NotFound.run(reference) }
        return run
    }

    func finished(_ run: RunRow) async throws -> RunResult {
        RunResult(
            ending: RunEnding(tally: run.tally, state: run.state, stop: nil, wasAnswered: false, wasAttempted: false),
            summary: try await journal.summary(of: run.id))
    }

    func warnOfUnfinished(_ plan: Plan) async throws {
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
            "\(which) unfinished; what the new run writes, `rekey resume` of an older one skips, and `rekey cancel \(last)` "
                + "gives it up")
    }

    func warnOfNewerRevision(_ run: RunRow) async throws {
        guard let latest = try await journal.plan(run.plan)?.revision, latest != run.revision else { return }
        watch.warned(
            "run \(run.id) continues with revision \(run.revision) of \(run.plan), the plan is at revision \(latest)")
    }
}

extension RunResult {
    /// Whether somebody asked to stop, so that no further run should begin.
    var wasTold: Bool {
        switch ending.stop {
        case .signal, .cancelled: true
        default: false
        }
    }
}
