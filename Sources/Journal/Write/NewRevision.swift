package import Model

/// A plan that is to be applied.
package struct NewRevision: Sendable {
    package let name: PlanName
    /// The job file as JSON.
    package let definition: String
    /// Where its relative paths count from.
    package let directory: String
    /// The job file's absolute path; `nil` where there is none.
    package let file: String?
    /// How messages name what the plan was read from.
    package let origin: String
    /// Whether a run asks the API for targets.
    package let asksAPI: Bool
    /// Whether an entry without a target is an error. A list may be filled later, but a run would have nothing to do.
    package let needsTargets: Bool
    /// In their order.
    package let targets: any TargetSource

    package init(
        name: PlanName, definition: String, directory: String, file: String? = nil, origin: String,
        asksAPI: Bool = false, needsTargets: Bool = false, targets: any TargetSource
    ) {
        self.name = name
        self.definition = definition
        self.directory = directory
        self.file = file
        self.origin = origin
        self.asksAPI = asksAPI
        self.needsTargets = needsTargets
        self.targets = targets
    }
}
