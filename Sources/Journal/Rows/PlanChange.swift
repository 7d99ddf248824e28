/// What applying a plan changes, or would change.
package struct PlanChange: Sendable {
    package enum Kind: String, Sendable {
        case created, changed, unchanged
    }

    package let plan: String
    package let kind: Kind
    /// The revision that the plan has afterwards.
    package let revision: Int
    package let previousDefinition: String?
    /// The file that the revision before came from, where it was another than the present one.
    package let replacedFile: String?
    package let definition: String
    package let targets: Int
    package let addedTargets: Int
    package let removedTargets: Int
    /// Values of a list that differ from those before.
    package let changedColumns: Int
    /// Whether a run asks the API for more targets.
    package let asksAPI: Bool
    /// Indices of the entries whose list or table has no row.
    package let emptyEntries: [Int]

    /// For people, one for each entry without a target.
    package var warnings: [String] {
        emptyEntries.map {
            "plan \(plan): secrets[\($0)] has no target: its list or table has no row; fill it before a run"
        }
    }
}
