import Engine
import Journal
import Model

/// The state of a run at the end of a call.
public struct RunReport: Sendable {
    /// Its number in the database.
    public let run: Int64
    /// One of `interrupted`, `stopped`, `succeeded`, `failed`.
    public let state: String
    public let items: Int
    public let succeeded: Int
    public let failed: Int
    /// Sent without an answer, and not retried.
    public let unknown: Int
    public let skipped: Int
    public let pending: Int
    /// Why it ended early.
    public let stopReason: String?

    init(_ result: RunResult) {
        run = result.run
        state = result.ending.state.rawValue
        items = result.ending.tally.items
        succeeded = result.ending.tally.succeeded
        failed = result.ending.tally.failed
        unknown = result.ending.tally.unknown
        skipped = result.ending.tally.skipped
        pending = result.ending.tally.pending
        stopReason = result.ending.stopReason
    }
}
