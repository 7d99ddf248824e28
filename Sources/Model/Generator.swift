/// How a new value is made.
package enum Generator: Sendable, Equatable {
    case password(PasswordPolicy)
    case token(TokenPolicy)
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

    /// A policy with less entropy needs `weak: true`; PINs are weak by nature and exempt.
    package static let minEntropyBits = 64.0

    package var entropyBits: Double {
        switch self {
        case .password(let policy): PasswordSpace(policy).entropyBits
        case .token(let policy): policy.entropyBits
        case .uuid(.v4): 122
        case .uuid(.v7): 74  // the rest is time, version and variant (RFC 9562, section 5.7)
        case .pin(let length): Double(length) * 3.321928094887362  // log₂ 10
        case .keypair(let algorithm): algorithm.strengthBits
        }
    }

    /// What it makes, in a few words.
    package var summary: String {
        switch self {
        case .password(let policy): "password, \(policy.length) characters"
        case .token(let policy): "token, \(policy.bytes) bytes as \(policy.encoding.rawValue)"
        case .uuid(let variant): "uuid \(variant.rawValue)"
        case .pin(let length): "pin, \(length) digits"
        case .keypair(let algorithm): "keypair \(algorithm.rawValue)"
        }
    }

    package var isWeak: Bool {
        if case .pin = self { return false }
        // Counting all strings would take longer than everything else in a plan.
        if case .password(let policy) = self, policy.minEntropyBits >= Self.minEntropyBits { return false }
        return entropyBits < Self.minEntropyBits
    }
}
