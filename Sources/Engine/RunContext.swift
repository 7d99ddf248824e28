import Journal
import Model

/// What one session of a run works on, unchanged from its start to its end.
struct RunContext: Sendable {
    let run: RunRow
    /// The definition of the revision that the run is pinned to.
    let plan: Plan
    let settings: RunSettings
}
