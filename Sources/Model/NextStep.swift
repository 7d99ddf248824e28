/// Which command continues after a failure.
package enum NextStep: Sendable, Hashable {
    /// The same values again.
    case retry
    /// Other values, because the API refuses the present ones.
    case retryWithOtherValues
    /// The run stopped before the item failed permanently.
    case resume
    /// The run is pinned to a definition that cannot succeed.
    case newRun
}
