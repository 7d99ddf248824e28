/// The two requests that an item sends.
package enum Request: String, Sendable {
    /// Reads the keys, for `guard: keys`.
    case get = "GET"
    /// Replaces the secret.
    case put = "PUT"
}
