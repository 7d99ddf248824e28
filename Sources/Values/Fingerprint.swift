import Crypto
package import Secrecy

/// Tells whether two values are the same without telling what they are: the first 16 bytes of HMAC-SHA-256.
package struct Fingerprint: Sendable {
    /// After the key's own blocks, which are the same for all values.
    private let begun: HMAC<SHA256>

    /// - Parameter key: 32 bytes.
    package init(key: Secret) {
        begun = HMAC<SHA256>(key: key.cryptographicKey)
    }

    package func of(_ value: Secret) -> [UInt8] {
        var code = begun
        value.withBytes { code.update(data: $0) }
        return code.finalize().withUnsafeBytes { Array($0.prefix(16)) }
    }
}
