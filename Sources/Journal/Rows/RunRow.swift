package import Foundation
package import Model

/// A run as the runner needs it.
package struct RunRow: Sendable {
    package let id: Int64
    package let uuid: UUID
    package let plan: String
    package let revision: Int
    package let revisionID: Int64
    /// The job file as JSON, as it was when the run started.
    package let definition: String
    package let directory: String
    package let state: RunState
    package let trigger: String
    /// Microseconds since 1970 in UTC.
    package let startedAt: Int64
    /// The part of the plan that it is, if not all.
    package let shard: Shard?
    /// The identity of the host that it began with; `nil` where it is not known.
    package let host: String?
    /// Sealed under the master key; `nil` once shredded.
    package let dataKey: [UInt8]?
    package let tally: RunTally
    package let hasPassedCanary: Bool
    package let stopReason: String?
    /// The run that it puts back, for a rollback.
    package let undoes: Int64?
    package let baselineFailures: Int
    package let baselineFinished: Int

    /// Whether its items put back versions, instead of getting what the plan says.
    package var restoresVersions: Bool { ["rollback", "restore"].contains(trigger) }
}
