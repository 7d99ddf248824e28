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
    /// Whether a run asks the API for targets.
    package let asksAPI: Bool
    /// Adds the plan's targets in their order.
    package let targets: @Sendable (any TargetSink) throws -> Void

    package init(
        name: PlanName, definition: String, directory: String, file: String? = nil, asksAPI: Bool = false,
        targets: @escaping @Sendable (any TargetSink) throws -> Void
    ) {
        self.name = name
        self.definition = definition
        self.directory = directory
        self.file = file
        self.asksAPI = asksAPI
        self.targets = targets
    }
}
