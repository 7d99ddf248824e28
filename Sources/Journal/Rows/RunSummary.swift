package import Model

/// A run as reports, metrics and notices describe it.
package struct RunSummary: Sendable {
    package let run: Int64
    package let uuid: String
    package let plan: String
    package let revision: Int
    package let state: RunState
    package let trigger: String
    package let shard: String?
    package let tally: RunTally
    /// Of the succeeded, those whose secret did not exist before.
    package let created: Int
    /// Failed and unknown items whose values may be in place.
    package let inDoubt: Int
    /// Items that have not ended, and whose request may have left without its answer being seen.
    package let underWay: Int
    /// Microseconds since 1970 in UTC.
    package let startedAt: Int64
    package let finishedAt: Int64?
    package let stopReason: String?
    /// The plan's limit, in requests a second; `nil` for none.
    package let rate: Double?
    /// Whether each secret is read before it is written.
    package let readsFirst: Bool
}
