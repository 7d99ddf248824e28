import Journal
import Model
import Secrecy

/// An item in the runner's memory, with its values.
struct WorkItem: Sendable {
    let row: ItemRow
    /// In the plan's order; every request for this item sends these and no others.
    let values: [(key: KeyName, value: Secret)]
    /// Keys that may vanish.
    let droppable: Set<KeyName>
    var progress: ItemProgress
    /// Attempts recorded so far, over all budgets.
    var recorded: Int
    var phase: ItemPhase
    /// As the database has it: `prepared` until a turn releases it.
    var state: ItemState

    var id: Int64 { row.id }
    var target: Target { row.target }
    /// The index of the plan's entry under `secrets`.
    var entry: Int { row.entry }
}
