import Crypto
package import Secrets

/// The proof that who redeems a code is who asked for it (RFC 7636).
package struct PKCE: Sendable {
    /// 43 characters of 32 random bytes (section 4.1).
    package let verifier: Secret
    /// Its SHA-256 (section 4.2).
    package let challenge: String

    /// - Parameter random: 32 bytes.
    package init(random: Secret) {
        var text = SecretBuffer(capacity: 48)
        random.withBytes { TextEncoding.base64url($0, into: &text) }
        verifier = text.secret()
        var hashed = SecretBuffer(capacity: 48)
        text.withBytes { bytes in
            Array(SHA256.hash(data: bytes)).withUnsafeBytes { TextEncoding.base64url($0, into: &hashed) }
        }
        challenge = hashed.withBytes { String(decoding: $0, as: UTF8.self) }
    }
}
