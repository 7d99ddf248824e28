#if canImport(Glibc)
    import Glibc
#else
    import Foundation
#endif

/// Random bytes and how they are written as text.
package struct TokenPolicy: Sendable, Equatable {
    /// 8 to 1024; fewer only if the user allows weak tokens.
    package let bytes: Int
    package let encoding: Generator.TokenEncoding
    /// Padding (`=`) at the end of base64 and base32 belongs to the encoding and is not considered.
    package let edges: EdgeCharacters

    package init(bytes: Int = 32, encoding: Generator.TokenEncoding = .base64url, edges: EdgeCharacters = .alphanumeric)
    {
        self.bytes = bytes
        self.encoding = encoding
        self.edges = edges
    }

    /// All tokens that can be drawn have the same probability.
    package var entropyBits: Double {
        let bits = encoding.bitsPerCharacter
        let first = encoding.alphabet.count { edges.allowsFirst($0) }
        // The last character has the remaining bits, followed by zeros.
        let rest = 8 * bytes % bits
        let step = rest == 0 ? 1 : 1 << (bits - rest)
        let last = stride(from: 0, to: encoding.alphabet.count, by: step)
        let fitting = last.count { edges.allowsLast(encoding.alphabet[$0]) }
        let share = Double(first) / Double(encoding.alphabet.count) * Double(fitting) / Double(last.count { _ in true })
        return Double(8 * bytes) + log2(share)
    }
}

extension Generator.TokenEncoding {
    /// In the order of the numbers that the characters stand for (RFC 4648).
    package var alphabet: [UInt8] {
        let upper = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ".utf8)
        let mixed = upper + Array("abcdefghijklmnopqrstuvwxyz0123456789".utf8)
        return switch self {
        case .hex: Array("0123456789abcdef".utf8)
        case .base32: upper + Array("234567".utf8)
        case .base64: mixed + Array("+/".utf8)
        case .base64url: mixed + Array("-_".utf8)
        }
    }

    var bitsPerCharacter: Int {
        switch self {
        case .hex: 4
        case .base32: 5
        case .base64, .base64url: 6
        }
    }
}
