/// How a new value is made.
package enum Generator: Sendable, Equatable {
    case password(PasswordPolicy)
    /// - bytes: 8 to 1024 random bytes.
    case token(bytes: Int, encoding: TokenEncoding)
    case uuid(UUIDVariant)
    /// - length: 4 to 64 digits.
    case pin(length: Int)
    case keypair(KeyAlgorithm)

    package enum TokenEncoding: String, Sendable, CaseIterable {
        case hex, base64, base64url, base32
    }

    package enum UUIDVariant: String, Sendable, CaseIterable {
        case v4, v7
    }

    /// Below this a policy needs `weak: true`; a PIN is weak by its nature and excepted.
    package static let leastEntropyBits = 64.0

    package var entropyBits: Double {
        switch self {
        case .password(let policy): PasswordSpace(policy).entropyBits
        case .token(let bytes, _): Double(bytes * 8)
        case .uuid(.v4): 122
        case .uuid(.v7): 74  // the rest is time, version and variant (RFC 9562, section 5.7)
        case .pin(let length): Double(length) * 3.321928094887362  // log₂ 10
        case .keypair(let algorithm): algorithm.strengthBits
        }
    }

    package var isWeak: Bool {
        if case .pin = self { return false }
        return entropyBits < Self.leastEntropyBits
    }
}
