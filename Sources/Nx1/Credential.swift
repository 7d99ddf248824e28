package import Secrets

/// What the API asks for in its headers.
package enum Credential: Sendable {
    /// A pre-shared key.
    case apiKey(Secret)
    /// An OAuth2 access token.
    case token(Secret)

    package var header: (name: String, value: Secret) {
        switch self {
        case .apiKey(let key): ("Authorization-PSK", key)
        case .token(let token):
            ("Authorization", Self.bearer(token))
        }
    }

    package var secret: Secret {
        switch self {
        case .apiKey(let secret), .token(let secret): secret
        }
    }

    private static func bearer(_ token: Secret) -> Secret {
        var value = SecretBuffer(capacity: token.count + 8)
        value.append("Bearer ")
        value.append(token)
        return value.secret()
    }

    /// Text from a file or the environment as a credential: white space at its ends is dropped, and what a header
    /// cannot carry is refused (RFC 9110, section 5.5).
    /// - Parameter place: where it came from, for the message.
    /// - Throws: `ConfigurationError`.
    package static func checked(_ secret: Secret, from place: String) throws -> Secret {
        try secret.withBytes { bytes in
            let isSpace = { (byte: UInt8) in byte == 0x20 || (0x09...0x0d).contains(byte) }
            guard let first = bytes.firstIndex(where: { !isSpace($0) }),
                let last = bytes.lastIndex(where: { !isSpace($0) })
            else { throw ConfigurationError("\(place) is empty; put the credential there") }
            let inner = UnsafeRawBufferPointer(rebasing: bytes[first...last])
            guard inner.allSatisfy({ (0x21...0x7e).contains($0) }) else {
                throw ConfigurationError(
                    "\(place) has a space, a line break or another character that no credential has; "
                        + "put the credential there alone")
            }
            return Secret(copying: inner)
        }
    }
}
