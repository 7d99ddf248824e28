/// Which targets of a `secrets` entry get the same value of a key.
package enum Share: String, Sendable {
    /// One value for each target.
    case none
    /// One value for all targets of an app.
    case app
    /// One value for all targets of the entry.
    case plan
}
