import Engine
import JobFile
package import Journal
import Model

/// Continues runs that ended early or with failures.
extension RunLauncher {
    /// Continues runs that ended early: those named by run or by plan, or all.
    ///
    /// The newest run goes first: what it writes, older runs skip. While it is unfinished, older runs of its plan wait,
    /// because they would send values that it will replace.
    /// - Returns: the results; if there was nothing to resume, the plans' latest runs that did not succeed.
    package func resume(_ names: [String] = [], latestOf plan: String? = nil) async throws -> RunBatch {
        try await notices.withNotifications { outbox in
            var batch = RunBatch()
            var behind: [String: Int64] = [:]
            for run in try await resumable(names, latestOf: plan) {
                if let newer = behind[run.plan] {
                    watch.warned("run \(run.id) of plan \(run.plan) waits until run \(newer) is finished")
                    continue
                }
                let result = try await continueRun(run, outbox)
                batch.results.append(result)
                if result.ending.state.isResumable { behind[run.plan] = run.id }
                if result.wasInterrupted { break }
            }
            if batch.results.isEmpty { batch.waiting = try await journal.latestUnsuccessful(of: names) }
            return batch
        }
    }

    /// Newest first, each once.
    private func resumable(_ names: [String], latestOf plan: String?) async throws -> [RunRow] {
        var ids: Set<Int64> = []
        if names.isEmpty { ids = Set(try await journal.unfinishedRuns()) }
        for name in names {
            if let run = try await journal.run(RunReference(name, plan: plan)) {
                ids.insert(run.id)
            } else if try await journal.plan(name) != nil {
                ids.formUnion(try await journal.unfinishedRuns(plan: name))
            } else {
                throw NotFound.runOrPlan(name)
            }
        }
        var runs: [RunRow] = []
        for id in ids.sorted(by: >) { runs.append(try await journal.run(id: id)) }
        return runs
    }

    func continueRun(_ run: RunRow, _ outbox: NoticeDelivery.Outbox) async throws -> RunResult {
        guard run.state.isResumable else {
            if run.state == .cancelled { throw RequestError("run \(run.id) was cancelled; start a new run") }
            watch.warned("run \(run.id) is finished, so there is nothing to resume")
            return try await store.ended(run)
        }
        let (plan, authenticated, keys) = try await pinned(run)
        try await readiness.check(run, plan)
        try await warnOfNewerRevision(run)
        let skipped = try await journal.reopen(run.id, remaking: run.remakable(plan))
        if skipped > 0 {
            watch.warned("run \(run.id): \(skipped) items are skipped, because a later run has sent their secrets")
        }
        return try await sessions.perform(try await journal.run(id: run.id), plan, keys, authenticated, outbox)
    }

    /// Retries the failed and unknown items of a run with their own values.
    package func retry(_ reference: RunReference, _ selection: RetrySelection) async throws -> RunResult {
        try await notices.withNotifications { outbox in
            let run = try await store.run(reference)
            if run.state == .cancelled { throw RequestError("run \(run.id) was cancelled; start a new run") }
            guard run.tally.failed + run.tally.unknown > 0 || run.state.isResumable else {
                watch.warned("run \(run.id) has no failed or unknown item, so there is nothing to retry")
                return try await store.ended(run)
            }
            let (plan, authenticated, keys) = try await pinned(run)
            try await warnOfNewerRevision(run)
            let reopened = try await journal.reopenUnsuccessful(run.id, selection, remaking: run.remakable(plan))
            warn(of: reopened, in: run)
            return try await sessions.perform(try await journal.run(id: run.id), plan, keys, authenticated, outbox)
        }
    }

    /// The plan in the revision with which the run began, the connection to the run's host, and its keys.
    private func pinned(_ run: RunRow) async throws -> (Plan, AuthenticatedConnection, RunKeys) {
        let plan = try JobFile(definition: run.definition, plan: run.plan).plan
        let keys = try await store.keys(of: run)
        return (plan, try await connector.connect(plan, run: run), keys)
    }

    private func warnOfNewerRevision(_ run: RunRow) async throws {
        guard let latest = try await journal.plan(run.plan)?.revision, latest != run.revision else { return }
        watch.warned(
            "run \(run.id) continues with revision \(run.revision) of \(run.plan), the plan is at revision \(latest)")
    }

    private func warn(of items: ReopenedItems, in run: RunRow) {
        if items.skipped > 0 {
            watch.warned(
                "run \(run.id): \(items.skipped) items are skipped, because a later run has sent their secrets")
        }
        if items.keptValues > 0 {
            watch.warned(
                "run \(run.id): the values of \(items.keptValues) items may already be in place; they keep these "
                    + "values, and no new values are generated")
        }
        if items.withoutValues > 0 {
            watch.warned(
                "run \(run.id): \(items.withoutValues) items may be in place, but their values are gone; they are left "
                    + "out, import the current values with `rekey adopt`")
        }
        if items.again == 0 { watch.warned("run \(run.id): no failed or unknown item matches") }
    }
}

extension RunRow {
    /// Entries whose items can get new values, computed from values that were adopted later.
    fileprivate func remakable(_ plan: Plan) -> [Int] {
        restoresVersions ? [] : plan.entries.indices.filter { plan.entries[$0].needsVersion }
    }
}
