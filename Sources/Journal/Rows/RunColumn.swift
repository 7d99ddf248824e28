/// What every output says of a run: the columns of the view `run_summary`, in its order.
package enum RunColumn: String, CaseIterable, Sendable {
    case run, uuid, plan, revision, state, trigger, shard
    case items, succeeded, failed, unknown, skipped, pending, attempts
    case startedAt = "started_at"
    case finishedAt = "finished_at"
    case stopReason = "stop_reason"

    /// How the items stand. Together they are all `items`.
    package static let outcomes: [RunColumn] = [.succeeded, .failed, .unknown, .skipped, .pending]
}
