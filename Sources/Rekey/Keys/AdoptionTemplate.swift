package import Model

/// The empty list that `adopt` reads once it has been filled in.
package struct AdoptionTemplate: Sendable {
    /// If all targets have the same secret name, the column is left out.
    package let namesSecrets: Bool
    /// The keys whose earlier values the plan needs; all its keys if it needs none.
    package let keys: [KeyName]
    /// Empty if the API lists the targets when a run starts.
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
