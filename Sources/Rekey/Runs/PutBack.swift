package import Journal
import Model

/// Checks whether a rollback or a restore is possible, before the user is asked to confirm it.
package struct PutBack: Sendable {
    private let record: JournalReader
    private let apps: [AppID]
    private let secrets: [SecretName]

    /// - Throws: `JournalError` for an app name that no app or several apps have; `StoreError` for a copy, which sends
    ///   nothing whatever values it keeps.
    package init(_ record: JournalReader, _ request: RunRequest) throws {
        let standing = try record.standing()
        if standing != .original, !request.isRestored { throw StoreError.notOriginal(standing.words(record.path)) }
        self.record = record
        apps = try request.apps.map { try record.app($0) }
        secrets = request.secrets
    }

    /// - Returns: the run's number, and how many secrets can be put back.
    /// - Throws: `StartRefusal` if none can be put back.
    package func before(_ reference: RunReference) throws -> (run: Int64, count: KeptCount) {
        guard let (run, count) = try record.keptBefore(reference, apps: apps, secrets: secrets) else {
            throw NotFound.run(reference)
        }
        if count.total == 0 {
            throw StartRefusal(
                "run \(run) has written no matching secret, so there is nothing to put back; see `rekey items \(run)`")
        }
        try check(count, what: "no earlier values of what run \(run) wrote are kept")
        return (run, count)
    }

    /// - Throws: `StartRefusal` if nothing can be put back.
    package func last(ofPlan plan: String) throws -> KeptCount {
        guard let count = try record.kept(ofPlan: plan, apps: apps, secrets: secrets) else {
            throw NotFound.planOrRevision(plan)
        }
        if count.total == 0 {
            throw StartRefusal("plan \(plan) has no target that matches; see `rekey plan show \(plan)`")
        }
        try check(count, what: "no values that rekey wrote to its targets are kept")
        return count
    }

    private func check(_ count: KeptCount, what: String) throws {
        guard count.kept == 0 else { return }
        let reason =
            count.retain == 0
            ? "plan \(count.plan) has retain: 0, so \(what); write retain: 1 or more for the next run"
            : "plan \(count.plan): \(what), although it has retain: \(count.retain); see `rekey history`"
        throw StartRefusal("\(reason); nothing can be put back")
    }
}
