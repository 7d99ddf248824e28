/// Which command continues after a failure.
package enum NextStep: Sendable, Hashable {
    /// The same values again.
    case retry
    /// Other values, because the API refuses those that the items have.
    case retryWithOtherValues
    /// The run stopped before the item failed for good.
    case resume
    /// The run is pinned to a definition that cannot succeed.
    case newRun
}
