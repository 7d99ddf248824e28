import Engine
import Foundation
import JobFile
package import Journal
import Model
import Nx1

/// Runs, resumes, retries and gives up: everything that needs the runner's lock.
package struct Rotation: Sendable {
    private let store: Store
    private let request: RunRequest
    private let watch: RunWatch
    private let plans = PlanReader()

    package init(store: Store, request: RunRequest, watch: RunWatch) {
        self.store = store
        self.request = request
        self.watch = watch
    }

    private var journal: Journal { store.journal }

    // MARK: What can be asked

    /// Starts a run of each plan, one after the other.
    /// - Throws: before anything is started, for the first plan that is wrong or whose credentials are missing.
    package func run(_ names: [String], trigger: String) async throws -> [RunResult] {
        try await locked {
            var ready: [(plan: Plan, connection: Connection)] = []
            for name in names {
                let plan = try await revised(name)
                ready.append((plan, try connect(plan)))
            }
            var results: [RunResult] = []
            for (plan, connection) in ready {
                try await warnOfUnfinished(plan)
                let uuid = UUID()
                let (key, sealed) = try store.newDataKey(run: uuid)
                let run = try await journal.createRun(
                    RunOrder(
                        uuid: uuid, plan: plan.name, trigger: trigger, dataKey: sealed, apps: request.apps,
                        secrets: request.secrets))
                let keys = RunKeys(run: uuid, dataKey: key, fingerprintKey: store.fingerprintKey)
                results.append(try await perform(run, plan, keys, connection))
                if results.last?.wasTold == true { break }
            }
            return results
        }
    }

    /// Goes on with runs that ended early: the named one, or all.
    package func resume(_ name: String?) async throws -> [RunResult] {
        try await locked {
            let runs = if let name { [try await find(name).id] } else { try await journal.unfinishedRuns() }
            var results: [RunResult] = []
            for id in runs {
                let run = try await journal.run(id: id)
                guard run.state.isResumable else {
                    if run.state == .cancelled { throw RequestError("run \(id) was cancelled; start a new run") }
                    watch.warned("run \(id) is finished; there is nothing to resume")
                    results.append(finished(run))
                    continue
                }
                let (plan, connection, keys) = try pinned(run)
                try await warnOfNewerRevision(run)
                let skipped = try await journal.reopen(id)
                if skipped > 0 {
                    watch.warned("run \(id): \(skipped) items are skipped, a later run has sent their secrets since")
                }
                results.append(try await perform(try await journal.run(id: id), plan, keys, connection))
                if results.last?.wasTold == true { break }
            }
            return results
        }
    }

    /// Tries the failed and unknown items of a run again, with their own values.
    package func retry(_ name: String, _ selection: RetrySelection) async throws -> RunResult {
        try await locked {
            let run = try await find(name)
            if run.state == .cancelled { throw RequestError("run \(run.id) was cancelled; start a new run") }
            guard run.tally.failed + run.tally.unknown > 0 || run.state.isResumable else {
                watch.warned("run \(run.id) has no failed or unknown item; there is nothing to retry")
                return finished(run)
            }
            let (plan, connection, keys) = try pinned(run)
            try await warnOfNewerRevision(run)
            let (again, skipped) = try await journal.reopenUnsuccessful(run.id, selection)
            if skipped > 0 {
                watch.warned("run \(run.id): \(skipped) items are skipped, a later run has sent their secrets since")
            }
            if again == 0 { watch.warned("run \(run.id): no failed or unknown item fits") }
            return try await perform(try await journal.run(id: run.id), plan, keys, connection)
        }
    }

    /// Gives a run up and shreds its values.
    package func cancel(_ name: String) async throws -> Int64 {
        try await locked {
            let run = try await find(name)
            guard run.state.isResumable || run.state == .failed else {
                throw RequestError("run \(run.id) is \(run.state.rawValue); there is nothing to give up")
            }
            try await journal.cancel(run.id)
            return run.id
        }
    }

    // MARK: The way there

    /// The plan as the database has it now, with a new revision if another program changed it.
    private func revised(_ name: String) async throws -> Plan {
        guard let row = try await journal.plan(name) else {
            throw RequestError("there is no plan \(quoted(name)); `rekey plan list` shows them")
        }
        let (file, order) = try plans.read(row: row, database: journal.path, isRun: true)
        if !plans.isCurrent(row, file) { _ = try await journal.apply([order]) }
        return file.plan
    }

    private func connect(_ plan: Plan) throws -> Connection {
        let connection = try Connection.resolve(
            request.connection, planProfile: plan.profile, environment: request.environment)
        for warning in connection.warnings { watch.warned(warning) }
        return connection
    }

    private func pinned(_ run: RunRow) throws -> (Plan, Connection, RunKeys) {
        let plan = try JobFile(definition: run.definition, plan: run.plan).plan
        let key = try store.dataKey(of: run)
        return (
            plan, try connect(plan), RunKeys(run: run.uuid, dataKey: key, fingerprintKey: store.fingerprintKey)
        )
    }

    private func perform(
        _ run: RunRow, _ plan: Plan, _ keys: RunKeys, _ connection: Connection
    ) async throws -> RunResult {
        var settings = RunSettings(plan: plan, limit: request.limit, maxDuration: request.maxDuration)
        if let rate = request.rate { settings.limits = settings.limits.paced(at: rate) }
        if let concurrency = request.concurrency { settings.limits.concurrency = concurrency }
        let room = RunSession.roomForConnections()
        if settings.limits.concurrency > room {
            watch.warned(
                "the limit on open files leaves room for \(room) connections, not \(settings.limits.concurrency); raise it "
                    + "with ulimit -n")
            settings.limits.concurrency = room
        }
        watch.began(run)
        let session = RunSession(
            journal: journal, run: run, plan: plan, settings: settings, keys: keys, connection: connection)
        return RunResult(
            run: run.id, ending: try await session.perform(signals: watch.signals(), report: watch.progressed))
    }

    private func find(_ name: String) async throws -> RunRow {
        guard let run = try await journal.run(name) else {
            throw RequestError("there is no run \(quoted(name)); `rekey runs` lists them")
        }
        return run
    }

    private func finished(_ run: RunRow) -> RunResult {
        RunResult(
            run: run.id,
            ending: RunEnding(tally: run.tally, state: run.state, stop: nil, wasAnswered: false, wasAttempted: false))
    }

    private func warnOfUnfinished(_ plan: Plan) async throws {
        let runs = try await journal.unfinishedRuns(plan: plan.name.text)
        guard let last = runs.last else { return }
        let which =
            runs.count == 1
            ? "run \(last) of this plan is" : "\(runs.count) runs of this plan, the last of them run \(last), are"
        watch.warned("\(which) unfinished; what the new run sends, `rekey resume` of an older one will skip")
    }

    private func warnOfNewerRevision(_ run: RunRow) async throws {
        guard let latest = try await journal.plan(run.plan)?.revision, latest != run.revision else { return }
        watch.warned(
            "run \(run.id) goes on with revision \(run.revision) of \(run.plan), the plan is at revision \(latest)")
    }

    // MARK: The lock

    private func locked<T>(_ body: () async throws -> T) async throws -> T {
        let lock = try await lock()
        try await journal.markInterrupted()
        let result = try await body()
        lock.release()
        return result
    }

    private func lock() async throws -> RunnerLock {
        let deadline = ContinuousClock.now + (request.waitLock ?? .zero)
        while true {
            if let lock = try RunnerLock.take(database: journal.path) { return lock }
            guard ContinuousClock.now < deadline else {
                throw StoreError.locked(database: journal.path, process: RunnerLock.holder(database: journal.path))
            }
            try await Task.sleep(for: .milliseconds(100))
        }
    }
}

extension RunResult {
    /// Whether somebody asked to stop, so that no further run should begin.
    fileprivate var wasTold: Bool {
        switch ending.stop {
        case .signal, .cancelled: true
        default: false
        }
    }
}
