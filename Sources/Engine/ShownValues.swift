import Model
import Secrets

/// Values that were sent, or shown to a program: they may come back in the texts of others.
struct ShownValues: Sendable {
    private(set) var recent = RecentSecrets()
    /// Of each of the plan's entries the keys whose values are no secrets, and are part of many texts.
    private let literals: [Set<KeyName>]

    init(of plan: Plan) {
        literals = plan.entries.map { entry in
            Set(entry.keys.filter { if case .literal = $0.source { true } else { false } }.map(\.name))
        }
    }

    mutating func note(_ item: WorkItem) {
        let literals = literals[item.entry]
        for (key, value) in item.values where literals.isEmpty || !literals.contains(key) { recent.note(value) }
    }
}
