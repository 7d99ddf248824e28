package import Model

/// The list that `adopt` reads, before somebody has filled it in.
package struct AdoptionTemplate: Sendable {
    /// One secret for all targets needs no column.
    package let namesSecrets: Bool
    /// What the plan's keys stand on; all of its keys where they stand on nothing.
    package let keys: [KeyName]
    /// None where the API is to list the targets when a run starts.
    package let targets: [Target]

    init(_ plan: Plan, targets: [Target]) {
        namesSecrets = Set(plan.entries.map(\.secret)).count > 1 || plan.entries.contains { $0.secret == nil }
        let needed = plan.entries.flatMap(\.standsOn)
        var seen: Set<KeyName> = []
        keys = (needed.isEmpty ? plan.entries.flatMap { $0.keys.map(\.name) } : needed).filter {
            seen.insert($0).inserted
        }
        self.targets = targets
    }

    package var columns: [String] { ["app_id"] + (namesSecrets ? ["secret_name"] : []) + keys.map(\.text) }
}
