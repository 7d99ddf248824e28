package import Secrets

extension Secret {
    /// Invisible or unusual characters at the ends of a value, which are seldom intended.
    package enum OddEnd: String, Sendable {
        case newline = "ends in a newline"
        case carriageReturn = "ends in a carriage return"
        case whiteSpace = "begins or ends with white space"
        case invisible = "begins or ends with an invisible character"
        case curlyQuote = "begins or ends with a curly quote"

        package var remedy: String {
            switch self {
            case .newline, .carriageReturn, .whiteSpace: "write trim: true if it is not intended"
            case .invisible, .curlyQuote: "remove it from the source if it is not intended"
            }
        }
    }

    /// - Returns: `nil` for most values, and for a PEM file, which should end with a newline.
    package var oddEnd: OddEnd? {
        withBytes { bytes in
            guard let last = bytes.last else { return nil }
            let isPEM = bytes.starts(with: Array("-----BEGIN ".utf8)) && bytes.dropLast().last == UInt8(ascii: "-")
            if last == UInt8(ascii: "\n"), !isPEM { return .newline }
            if last == UInt8(ascii: "\r") { return .carriageReturn }
            if bytes.dropLast().contains(UInt8(ascii: "\n")) { return nil }
            let ends = [Self.scalar(at: 0, of: bytes), Self.lastScalar(of: bytes)].compactMap { $0 }
            if ends.contains(where: \.properties.isWhitespace) { return .whiteSpace }
            if ends.contains(where: { [.control, .format].contains($0.properties.generalCategory) }) {
                return .invisible
            }
            return ends.contains { (0x2018...0x201F).contains($0.value) } ? .curlyQuote : nil
        }
    }

    /// Without white space at both ends.
    package var trimmed: Secret {
        withBytes { bytes in
            var rest = bytes[...]
            while !rest.isEmpty, let scalar = Self.scalar(at: 0, of: UnsafeRawBufferPointer(rebasing: rest)),
                scalar.properties.isWhitespace
            {
                rest = rest.dropFirst(UTF8.width(scalar))
            }
            while !rest.isEmpty, let scalar = Self.lastScalar(of: UnsafeRawBufferPointer(rebasing: rest)),
                scalar.properties.isWhitespace
            {
                rest = rest.dropLast(UTF8.width(scalar))
            }
            return Secret(copying: UnsafeRawBufferPointer(rebasing: rest))
        }
    }

    /// The character that begins at this index; `nil` if the bytes are not UTF-8.
    static func scalar(at start: Int, of bytes: UnsafeRawBufferPointer) -> Unicode.Scalar? {
        var decoder = UTF8()
        var iterator = bytes[start...].prefix(4).makeIterator()
        guard case .scalarValue(let scalar) = decoder.decode(&iterator) else { return nil }
        return scalar
    }

    private static func lastScalar(of bytes: UnsafeRawBufferPointer) -> Unicode.Scalar? {
        guard let start = bytes.suffix(4).lastIndex(where: { $0 & 0xC0 != 0x80 }) else { return nil }
        return scalar(at: start, of: bytes)
    }
}

extension UTF8 {
    fileprivate static func width(_ scalar: Unicode.Scalar) -> Int { UTF8.encode(scalar)?.count ?? 1 }
}
