import Journal
import Model
import Secrets

/// An item in the runner's memory, with its values.
struct WorkItem: Sendable {
    private let card: Storage
    var progress: ItemProgress
    /// Attempts recorded so far, over all budgets.
    var recorded: Int
    var phase: ItemPhase
    /// What Kubernetes calls the secret, where the API said so when it was read.
    var k8sName: String?

    /// What stays as it is, in one place: an item is handed on many times on its way.
    private final class Storage: Sendable {
        let row: ItemRow
        let values: [(key: KeyName, value: Secret)]
        let droppable: Set<KeyName>

        init(_ row: ItemRow, _ values: [(key: KeyName, value: Secret)], _ droppable: Set<KeyName>) {
            self.row = row
            self.values = values
            self.droppable = droppable
        }
    }

    init(
        row: ItemRow, values: [(key: KeyName, value: Secret)], droppable: Set<KeyName>, progress: ItemProgress,
        recorded: Int, phase: ItemPhase
    ) {
        card = Storage(row, values, droppable)
        self.progress = progress
        self.recorded = recorded
        self.phase = phase
    }

    var id: Int64 { card.row.id }
    var row: ItemRow { card.row }
    var target: Target { card.row.target }
    /// The index of the plan's entry under `secrets`.
    var entry: Int { card.row.entry }
    /// In the plan's order; every request for this item sends these and no others.
    var values: [(key: KeyName, value: Secret)] { card.values }
    /// Keys that may vanish.
    var droppable: Set<KeyName> { card.droppable }
}
