package import Journal
import Model

/// What ended early or badly, done again.
extension Rotation {
    /// Goes on with runs that ended early: the named one, or all.
    package func resume(_ name: String?) async throws -> [RunResult] {
        try await telling { outbox in
            let runs = if let name { [try await find(name).id] } else { try await journal.unfinishedRuns() }
            var results: [RunResult] = []
            for id in runs {
                results.append(try await goOn(with: try await journal.run(id: id), outbox))
                if results.last?.wasTold == true { break }
            }
            return results
        }
    }

    func goOn(with run: RunRow, _ outbox: Outbox) async throws -> RunResult {
        guard run.state.isResumable else {
            if run.state == .cancelled { throw RequestError("run \(run.id) was cancelled; start a new run") }
            watch.warned("run \(run.id) is finished; there is nothing to resume")
            return finished(run)
        }
        let (plan, link, keys) = try await pinned(run)
        try await warnOfNewerRevision(run)
        let skipped = try await journal.reopen(run.id)
        if skipped > 0 {
            watch.warned("run \(run.id): \(skipped) items are skipped, a later run has sent their secrets since")
        }
        return try await perform(try await journal.run(id: run.id), plan, keys, link, outbox)
    }

    /// Tries the failed and unknown items of a run again, with their own values.
    package func retry(_ name: String, _ selection: RetrySelection) async throws -> RunResult {
        try await telling { outbox in
            let run = try await find(name)
            if run.state == .cancelled { throw RequestError("run \(run.id) was cancelled; start a new run") }
            guard run.tally.failed + run.tally.unknown > 0 || run.state.isResumable else {
                watch.warned("run \(run.id) has no failed or unknown item; there is nothing to retry")
                return finished(run)
            }
            let (plan, link, keys) = try await pinned(run)
            try await warnOfNewerRevision(run)
            warn(of: try await journal.reopenUnsuccessful(run.id, selection), in: run)
            return try await perform(try await journal.run(id: run.id), plan, keys, link, outbox)
        }
    }

    private func warn(of items: ReopenedItems, in run: RunRow) {
        if items.skipped > 0 {
            watch.warned("run \(run.id): \(items.skipped) items are skipped, a later run has sent their secrets since")
        }
        if items.keptValues > 0 {
            watch.warned(
                "run \(run.id): \(items.keptValues) items may be in place with the values that they have; they keep them, "
                    + "and no other values are generated")
        }
        if items.withoutValues > 0 {
            watch.warned(
                "run \(run.id): \(items.withoutValues) items may be in place and their values are gone; they are left out, "
                    + "take the present values with `rekey adopt`")
        }
        if items.again == 0 { watch.warned("run \(run.id): no failed or unknown item fits") }
    }
}
