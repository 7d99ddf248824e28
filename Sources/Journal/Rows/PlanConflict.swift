/// Targets that several plans name: each of the plans replaces what the others wrote.
package struct PlanConflict: Sendable, Equatable {
    /// Two or more: those that were asked about first, then the others, each by name.
    package let plans: [String]
    package let targets: Int
    /// Some of the targets, in the order of their names.
    package let examples: [String]

    /// Names of plans in a sentence: more would hide the rest of it.
    private static let maxNames = 5

    /// In one sentence, with the remedy.
    package var text: String {
        let rest = targets > examples.count ? " and \(targets - examples.count) more" : ""
        let names =
            plans.count > Self.maxNames
            ? plans.prefix(Self.maxNames).joined(separator: ", ") + " and \(plans.count - Self.maxNames) more"
            : plans.dropLast().joined(separator: ", ") + " and " + (plans.last ?? "")
        let (quantity, others) = plans.count == 2 ? ("both", "the other's") : ("all", "the others'")
        return
            "plans \(names) \(quantity) name \(examples.joined(separator: ", "))\(rest); a PUT replaces all keys, so each would "
            + "drop \(others): put all keys of a secret into one plan, or use keep for \(others)"
    }
}
