/// Whether a secret is read before it is first replaced.
package enum GuardMode: String, Sendable {
    /// An item fails if its PUT would remove keys that the plan does not name under `drop`.
    case keys
    case off
}
