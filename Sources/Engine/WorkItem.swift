import Model
import Secrecy

/// An item in the runner's memory, with its values.
struct WorkItem: Sendable {
    let id: Int64
    let target: Target
    /// The index of the plan's entry under `secrets`.
    let entry: Int
    /// In the plan's order; every request for this item sends these and no others.
    let values: [(key: KeyName, value: Secret)]
    var progress: ItemProgress
    /// Attempts recorded so far, over all budgets.
    var recorded: Int
    /// The next request.
    var request: Request
    /// As the database has it: `prepared` until a turn releases it.
    var state: ItemState
    var hasStarted: Bool
}
