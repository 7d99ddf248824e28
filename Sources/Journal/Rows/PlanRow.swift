/// A plan as the database has it.
package struct PlanRow: Sendable {
    package let name: String
    /// The job file as JSON; another program may have written it.
    package let definition: String
    /// Where relative paths count from; `nil` for a plan written by another program.
    package let directory: String?
    /// The latest revision; `nil` while nothing has validated the plan.
    package let revision: Int?
    package let targets: Int?
    /// Microseconds since 1970.
    package let revisedAt: Int64?
    /// The definition of the latest revision.
    package let revisedDefinition: String?
}
