package import Model

/// The result for one target before a run: what the API has, and what the plan would change.
package struct TargetFinding: Sendable {
    package enum Result: String, Sendable {
        case ok, missing, forbidden, unreachable, unexpected
        case wouldDropKeys = "would_drop_keys"
        /// The secret does not exist, and the plan says that it is to be created.
        case wouldCreate = "would_create"
        case source
    }

    package let target: Target
    /// The app's name, if the API has listed it.
    package let appName: String?
    package let result: Result
    package let appearing: [KeyName]
    package let vanishing: [KeyName]
    package let detail: String?

    /// Whether a run would send something for it.
    package var isReady: Bool { result == .ok || result == .wouldCreate }
}
