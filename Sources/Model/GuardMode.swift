/// Whether a secret is read before it is first replaced.
package enum GuardMode: String, Sendable {
    /// Keys that would vanish, and that the plan does not name under `drop`, fail the item.
    case keys
    case off
}
