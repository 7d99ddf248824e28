import Model

@testable import Engine
@testable import Journal

extension WorkItem {
    /// An item about which nothing is special but what is said.
    static func sample(_ id: Int64, _ target: Target, phase: ItemPhase = .put) -> WorkItem {
        WorkItem(
            row: ItemRow(
                id: id, target: target, entry: 0, state: .sending, attempts: 0, budgetStart: 0, doubt: .none,
                isConfirmed: false, secret: id, restores: nil, appName: nil,
                identity: SecretIdentity(k8sName: nil, createdAt: nil), values: nil),
            values: [], droppable: [], progress: ItemProgress(allowed: 3), recorded: 0, phase: phase)
    }
}
