import Crypto
package import Secrets

/// Shows whether two values are equal without revealing them: the first 16 bytes of HMAC-SHA-256.
package struct Fingerprint: Sendable {
    /// The state after the key's own blocks, which are the same for all values.
    private let begun: HMAC<SHA256>

    /// - Parameter key: 32 bytes.
    package init(key: Secret) {
        begun = HMAC<SHA256>(key: key.cryptographicKey)
    }

    /// The same as 32 hexadecimal digits in ASCII.
    package func hexadecimal(of value: Secret) -> [UInt8] {
        let bytes = of(value)
        return [UInt8](unsafeUninitializedCapacity: bytes.count * 2) { digits, count in
            for (index, byte) in bytes.enumerated() {
                digits[2 * index] = Self.digit(byte >> 4)
                digits[2 * index + 1] = Self.digit(byte & 15)
            }
            count = bytes.count * 2
        }
    }

    private static func digit(_ number: UInt8) -> UInt8 {
        number < 10 ? UInt8(ascii: "0") + number : UInt8(ascii: "a") + number - 10
    }

    package func of(_ value: Secret) -> [UInt8] {
        var code = begun
        value.withBytes { code.update(data: $0) }
        return code.finalize().withUnsafeBytes { Array($0.prefix(16)) }
    }
}
