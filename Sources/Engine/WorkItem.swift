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
    /// What the API said of the secret in this session.
    var identity: SecretIdentity?
    /// Whether the `set` step has run in this session.
    var hasSet = false
    /// Whether the secret does not exist, as far as is known.
    var isMissing = false
    /// Whether this run made the secret, or sent a request to that end whose answer it does not know.
    var isCreated: Bool
    /// How the item stands while its values are read back or verified: its last answer before that.
    var lastResult: LastResult?

    /// In one place, because few items have it.
    final class LastResult: Sendable {
        let detail: ResultDetail

        init(_ detail: ResultDetail) { self.detail = detail }
    }

    /// Of its confirmed write, while that is read back or verified.
    var written: ResultDetail? { lastResult.flatMap { $0.detail.errorKind == nil ? $0.detail : nil } }

    /// How it would have ended before it was looked at.
    var failure: ResultDetail? { lastResult.flatMap { $0.detail.errorKind == nil ? nil : $0.detail } }

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
        isCreated = row.isCreated
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
