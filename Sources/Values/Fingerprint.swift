import Crypto
package import Secrecy

/// Tells whether two values are the same without telling what they are: the first 16 bytes of HMAC-SHA-256.
package struct Fingerprint: Sendable {
    private let key: Secret

    /// - Parameter key: 32 bytes.
    package init(key: Secret) {
        self.key = key
    }

    package func of(_ value: Secret) -> [UInt8] {
        value.withBytes { bytes in
            Array(HMAC<SHA256>.authenticationCode(for: bytes, using: key.cryptographicKey).prefix(16))
        }
    }
}
