import Journal
import Model
import Secrets

/// The values of a plan's lists at the time when the plan was applied, target by target.
struct AppliedColumns: Sendable {
    private let plan: PlanName
    /// `nil` if no key takes a column.
    private let sealer: ColumnSealer?

    init(of plan: Plan, in store: Store) async throws {
        self.plan = plan.name
        sealer = plan.entries.contains(where: \.needsColumns) ? try await store.columnSealer() : nil
    }

    /// - Throws: `ValueError.notOpened` if they were changed or moved.
    func values(of planned: PlannedTarget) throws -> [(column: String, value: Secret)] {
        guard let sealer else { return [] }
        return try planned.columns.map { column in
            (column.name, try sealer.opened(column.sealed, column: column.name, of: planned.target, plan: plan))
        }
    }
}
