package import Model

/// An item on its way into the runner's memory. It is handed on many times, so it stays in one place.
package final class ItemRow: Sendable {
    package let id: Int64
    package let target: Target
    /// The index of the plan's entry under `secrets`.
    package let entry: Int
    package let state: ItemState
    /// Attempts recorded so far, those of earlier budgets included.
    package let attempts: Int
    package let budgetStart: Int
    package let doubt: Doubt
    /// Whether its PUT was confirmed already and only what follows it is left.
    package let isConfirmed: Bool
    /// The target's number.
    package let secret: Int64
    /// The item whose version it puts back.
    package let restores: Int64?
    /// The app's name when the run started, where the plan needs it.
    package let appName: String?
    /// What the API last said of its secret.
    package let identity: SecretIdentity
    /// Whether an earlier session made its secret, or may have.
    package let isCreated: Bool
    /// `nil` for a pending item.
    package let values: SealedValues?

    init(
        id: Int64, target: Target, entry: Int, state: ItemState, attempts: Int, budgetStart: Int, doubt: Doubt,
        isConfirmed: Bool, secret: Int64, restores: Int64?, appName: String?, identity: SecretIdentity,
        isCreated: Bool = false, values: SealedValues?
    ) {
        self.id = id
        self.target = target
        self.entry = entry
        self.state = state
        self.attempts = attempts
        self.budgetStart = budgetStart
        self.doubt = doubt
        self.isConfirmed = isConfirmed
        self.secret = secret
        self.restores = restores
        self.appName = appName
        self.identity = identity
        self.isCreated = isCreated
        self.values = values
    }
}
