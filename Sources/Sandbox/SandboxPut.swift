/// A PUT or a POST that the stand-in has read, with its values, which tests and the demo make up.
package struct SandboxPut: Sendable {
    package let target: SandboxTarget
    /// `update` for a PUT, `create` for a POST.
    package let route: SandboxRoute
    package let values: [String: String]
    /// The values in force when it came.
    package let inForce: [String: String]?
    package let isApplied: Bool
}
