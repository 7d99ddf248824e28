/// Targets that two plans name: each of the two replaces what the other wrote.
package struct PlanConflict: Sendable {
    package let plan: String
    package let other: String
    package let targets: Int
    /// Some of them, in their order.
    package let examples: [String]

    /// In one sentence, with the remedy.
    package var text: String {
        let rest = targets > examples.count ? " and \(targets - examples.count) more" : ""
        return
            "plans \(plan) and \(other) both name \(examples.joined(separator: ", "))\(rest); a PUT replaces all keys, so "
            + "each would drop the other's: put all keys of a secret into one plan, or use keep for the other's"
    }
}
