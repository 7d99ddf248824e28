/// The requests that an item sends.
package enum Request: String, Sendable {
    /// Reads the keys, for `guard: keys`.
    case get = "GET"
    /// Replaces the secret.
    case put = "PUT"
    /// Creates the secret.
    case post = "POST"
    /// Reads the values, for `confirm`.
    case reveal = "REVEAL"

    package var writes: Bool { self == .put || self == .post }
}
