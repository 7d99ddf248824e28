import Journal
import Model
import Secrecy

/// The values that a plan's lists had when the plan was applied, target by target.
struct AppliedColumns: Sendable {
    private let journal: Journal
    private let plan: PlanName
    /// `nil` where no key takes a column.
    private let sealer: ColumnSealer?

    init(of plan: Plan, in store: Store) async throws {
        journal = store.journal
        self.plan = plan.name
        sealer = plan.entries.contains { !$0.columns.isEmpty } ? try await store.columnSealer() : nil
    }

    /// - Throws: `ValueError.notOpened` when they were changed or moved.
    func values(of target: Target) async throws -> [(column: String, value: Secret)] {
        guard let sealer else { return [] }
        return try await journal.columns(of: target, plan: plan.text).map { name, sealed in
            (name, try sealer.opened(sealed, column: name, of: target, plan: plan))
        }
    }
}
