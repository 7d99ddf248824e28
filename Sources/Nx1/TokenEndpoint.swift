import Model

/// An address that credentials may be sent to, to get a token or to take one back: https, or http on a loopback address.
///
/// Only the check makes one, whoever named the address: environment, profile, option, discovery or a row of the database.
package struct TokenEndpoint: Sendable, Equatable {
    package let url: String

    /// - Parameter place: the setting that named it, for the message.
    /// - Throws: `ConfigurationError`.
    package init(_ text: String, from place: String) throws {
        url = try Self.checked(text, from: place)
    }

    /// The same rules for an address that no credential goes to: the browser's, an issuer's.
    static func checked(_ text: String, from place: String) throws -> String {
        do {
            return try WebAddress(text).text
        } catch let refusal as InvalidInput {
            throw ConfigurationError("\(place): \(refusal)")
        }
    }
}
