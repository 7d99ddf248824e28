package import Model

/// The address of the API, checked.
package struct APIHost: Sendable, Equatable {
    package let address: WebAddress
    /// Without a slash at its end.
    package let base: String
    /// Host and port, which the limiter goes by.
    package let authority: String

    /// - Parameter place: where the text came from, for the message.
    /// - Throws: `ConfigurationError` for what is not an address, and for http to anything but a loopback address.
    package init(_ text: String, from place: String) throws {
        do {
            address = try WebAddress(text, assuming: "https")
            guard address.query == nil else { throw InvalidInput("the address has a query (?…)", fix: "leave it out") }
        } catch let refusal as InvalidInput {
            throw ConfigurationError("\(place): \(refusal)")
        }
        authority = address.host + (address.port.map { ":\($0)" } ?? "")
        base = address.origin + address.trimmedPath
    }

    package var isEncrypted: Bool { address.scheme == "https" }

    /// Whether it is of the installation whose authorization server the API's document names.
    package var isPlatform: Bool { address.isWithin("rapid.nx1cloud.com") }

    /// The same for all spellings of one API.
    package var identity: String { address.identity }
}
