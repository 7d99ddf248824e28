import Clock
package import Journal
import Model

/// Cancels runs and removes old ones from the record. It sends nothing.
package struct Housekeeping: Sendable {
    private let store: Store
    private let lock: RunLock

    private var journal: Journal { store.journal }

    /// - Parameter request: contains how long to wait for another process's lock.
    package init(store: Store, request: RunRequest = RunRequest(), watch: RunWatch = RunWatch()) {
        self.store = store
        lock = RunLock(journal: store.journal, request: request, watch: watch)
    }

    /// The run that would be cancelled, for the confirmation.
    /// - Throws: `RequestError` for a run that cannot be cancelled, `StoreError` while another process runs.
    package func cancellable(_ reference: RunReference) async throws -> RunRow {
        if RunnerLock.isHeld(database: journal.path) { throw StoreError.taken(journal.path) }
        return try await unfinished(reference)
    }

    private func unfinished(_ reference: RunReference) async throws -> RunRow {
        let run = try await store.run(reference)
        guard run.state.isResumable || run.state == .failed else {
            throw RequestError("run \(run.id) of \(run.plan) is \(run.state.rawValue), so there is nothing to cancel")
        }
        return run
    }

    /// Cancels a run and shreds its values.
    package func cancel(_ reference: RunReference) async throws -> Int64 {
        try await lock.hold {
            let run = try await unfinished(reference)
            try await journal.cancel(run.id)
            return run.id
        }
    }

    /// What `prune` would remove.
    package func prunable(olderThan age: Duration) async throws -> Journal.Pruned {
        try await journal.prunable(before: .nowMicroseconds - age.wholeMicroseconds)
    }

    /// Removes runs that ended before this age from the record.
    package func prune(olderThan age: Duration) async throws -> Journal.Pruned {
        try await lock.hold {
            try await journal.prune(
                before: .nowMicroseconds - age.wholeMicroseconds, detail: "runs that ended over \(age.text) ago")
        }
    }
}
