package import Model
package import Secrets

/// Generates the values of one `generate` policy.
package struct ValueGenerator: Sendable {
    private let form: Form

    private enum Form: Sendable {
        case password(PasswordGenerator)
        case token(TokenPolicy)
        case uuid(Generator.UUIDVariant)
        case pin(length: Int)
        case keypair(KeyAlgorithm)
    }

    package init(_ generator: Generator) {
        form =
            switch generator {
            case .password(let policy): .password(PasswordGenerator(policy))
            case .token(let policy): .token(policy)
            case .uuid(let variant): .uuid(variant)
            case .pin(let length): .pin(length: length)
            case .keypair(let algorithm): .keypair(algorithm)
            }
    }

    /// - Parameter unixMilliseconds: the time for UUIDs of version 7.
    /// - Throws: `ValueError.noRandomness`.
    package func value(from entropy: inout EntropyPool, unixMilliseconds: Int64) throws -> Secret {
        switch form {
        case .password(let generator): try generator.value(from: &entropy)
        case .token(let policy): try Self.token(policy, from: &entropy)
        case .uuid(let variant): try Self.uuid(variant, from: &entropy, unixMilliseconds: unixMilliseconds)
        case .pin(let length): try Self.pin(length, from: &entropy)
        case .keypair(let algorithm): try KeyPair.make(algorithm)
        }
    }

    /// Draws until the ends conform to the policy, which leaves all such tokens equally probable.
    private static func token(_ policy: TokenPolicy, from entropy: inout EntropyPool) throws -> Secret {
        while true {
            var bytes = SecretBuffer(capacity: policy.bytes)
            for _ in 0..<policy.bytes { bytes.append(try entropy.byte()) }
            var text = SecretBuffer(capacity: policy.bytes * 2 + 8)
            bytes.withBytes { raw in
                switch policy.encoding {
                case .hex: TextEncoding.hex(raw, into: &text)
                case .base64: TextEncoding.base64(raw, into: &text)
                case .base64url: TextEncoding.base64url(raw, into: &text)
                case .base32: TextEncoding.base32(raw, into: &text)
                }
            }
            let fits = text.withBytes { bytes in
                guard let first = bytes.first, let last = bytes.last(where: { $0 != UInt8(ascii: "=") }) else {
                    return false
                }
                return policy.edges.allowsFirst(first) && policy.edges.allowsLast(last)
            }
            if fits { return text.secret() }
        }
    }

    private static func pin(_ length: Int, from entropy: inout EntropyPool) throws -> Secret {
        var text = SecretBuffer(capacity: length)
        for _ in 0..<length { text.append(UInt8(ascii: "0") + UInt8(try entropy.number(below: 10))) }
        return text.secret()
    }

    /// RFC 9562, sections 5.4 and 5.7.
    private static func uuid(
        _ variant: Generator.UUIDVariant, from entropy: inout EntropyPool, unixMilliseconds: Int64
    ) throws -> Secret {
        var bytes = SecretBuffer(capacity: 16)
        for index in 0..<16 {
            var byte = try entropy.byte()
            if variant == .v7, index < 6 {
                byte = UInt8(truncatingIfNeeded: unixMilliseconds >> Int64(8 * (5 - index)))
            }
            if index == 6 { byte = byte & 0x0f | (variant == .v4 ? 0x40 : 0x70) }
            if index == 8 { byte = byte & 0x3f | 0x80 }
            bytes.append(byte)
        }
        var text = SecretBuffer(capacity: 36)
        bytes.withBytes { raw in
            for (index, range) in [0..<4, 4..<6, 6..<8, 8..<10, 10..<16].enumerated() {
                if index > 0 { text.append(UInt8(ascii: "-")) }
                TextEncoding.hex(UnsafeRawBufferPointer(rebasing: raw[range]), into: &text)
            }
        }
        return text.secret()
    }
}
