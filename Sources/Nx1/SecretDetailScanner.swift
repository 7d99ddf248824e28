/// Reads the usual answer, plain ASCII without escapes, in one pass; whatever is unusual is the decoder's.
///
/// It goes through the whole text, so that what it reads is JSON (RFC 8259) and the decoder would read the same. An
/// answer takes it a tenth of the decoder's time.
struct SecretDetailScanner {
    private let bytes: UnsafeRawBufferPointer
    private var at = 0

    /// Stands for all that the decoder has to look at.
    private struct Unusual: Error {}
    private static let maxDepth = 16

    private init(_ bytes: UnsafeRawBufferPointer) {
        self.bytes = bytes
    }

    /// - Returns: `nil` for what is unusual or wrong.
    static func read(_ bytes: UnsafeRawBufferPointer) -> SecretDetail? {
        var scanner = SecretDetailScanner(bytes)
        return try? scanner.detail()  // nil sends it to the decoder, which reports what is wrong
    }

    private mutating func detail() throws -> SecretDetail {
        var name: String?
        var entries: [SecretDetail.Entry]?
        var appID: String?
        var k8sName: String?
        var createdAt: String?
        try members { scanner, member in
            if member == "secret_name" {
                guard name == nil else { throw Unusual() }
                name = try scanner.text()
            } else if member == "data" {
                guard entries == nil else { throw Unusual() }
                entries = try scanner.entries()
            } else if member == "k8s_name" {
                k8sName = try scanner.text()
            } else if member == "created_at" {
                createdAt = try scanner.textOrNull()
            } else if member == "app_id" {
                appID = try scanner.text()
            } else {
                try scanner.skip(depth: 1)
            }
        }
        skipSpace()
        guard at == bytes.count, let name, let entries else { throw Unusual() }
        return SecretDetail(
            secretName: name, data: entries, appID: appID, k8sName: k8sName, createdAt: createdAt)
    }

    private mutating func entries() throws -> [SecretDetail.Entry] {
        var entries: [SecretDetail.Entry] = []
        try elements { scanner in
            var key: String?
            try scanner.members { scanner, member in
                guard member == "key" else { return try scanner.skip(depth: 3) }
                guard key == nil else { throw Unusual() }
                key = try scanner.text()
            }
            guard let key else { throw Unusual() }
            entries.append(SecretDetail.Entry(key: key))
        }
        return entries
    }

    private mutating func skip(depth: Int) throws {
        guard depth < Self.maxDepth else { throw Unusual() }
        skipSpace()
        switch peek {
        case UInt8(ascii: "\""): _ = try string()
        case UInt8(ascii: "{"): try members { scanner, _ in try scanner.skip(depth: depth + 1) }
        case UInt8(ascii: "["): try elements { scanner in try scanner.skip(depth: depth + 1) }
        case UInt8(ascii: "t"): try literal("true")
        case UInt8(ascii: "f"): try literal("false")
        case UInt8(ascii: "n"): try literal("null")
        default: throw Unusual()  // numbers: the API's answers have none
        }
    }

    private mutating func members(_ body: (inout SecretDetailScanner, StaticMatch) throws -> Void) throws {
        var seen: UInt64 = 0
        try list("{", "}") { scanner in
            scanner.skipSpace()
            let name = try scanner.string()
            // Two members of one name, or by chance two that look alike here: the decoder's matter.
            let mark = Self.mark(of: name)
            guard seen & mark == 0 else { throw Unusual() }
            seen |= mark
            scanner.skipSpace()
            try scanner.take(":")
            try body(&scanner, StaticMatch(bytes: name))
        }
    }

    /// One of 64, the same for the same name. The names of the API's own members have different ones.
    private static func mark(of name: UnsafeRawBufferPointer) -> UInt64 {
        var hash: UInt32 = 0x811c_9dc5  // FNV-1a
        for byte in name { hash = (hash ^ UInt32(byte)) &* 0x0100_0193 }
        return 1 << UInt64(hash >> 26)
    }

    private mutating func elements(_ body: (inout SecretDetailScanner) throws -> Void) throws {
        try list("[", "]", body)
    }

    private mutating func list(
        _ open: Unicode.Scalar, _ close: Unicode.Scalar, _ body: (inout SecretDetailScanner) throws -> Void
    ) throws {
        skipSpace()
        try take(open)
        skipSpace()
        if peek == UInt8(ascii: close) { return at += 1 }
        while true {
            try body(&self)
            skipSpace()
            guard peek == UInt8(ascii: ",") else { return try take(close) }
            at += 1
        }
    }

    private mutating func text() throws -> String {
        skipSpace()
        return String(decoding: try string(), as: UTF8.self)
    }

    private mutating func textOrNull() throws -> String? {
        skipSpace()
        guard peek == UInt8(ascii: "n") else { return try text() }
        try literal("null")
        return nil
    }

    /// What is between two quotes.
    private mutating func string() throws -> UnsafeRawBufferPointer {
        try take("\"")
        let start = at
        while at < bytes.count {
            let byte = bytes[at]
            if byte == UInt8(ascii: "\"") {
                at += 1
                return UnsafeRawBufferPointer(rebasing: bytes[start..<(at - 1)])
            }
            guard byte >= 0x20, byte < 0x80, byte != UInt8(ascii: "\\") else { throw Unusual() }
            at += 1
        }
        throw Unusual()
    }

    private mutating func literal(_ word: StaticString) throws {
        for index in 0..<word.utf8CodeUnitCount {
            guard peek == word.utf8Start[index] else { throw Unusual() }
            at += 1
        }
    }

    private var peek: UInt8? { at < bytes.count ? bytes[at] : nil }

    private mutating func take(_ expected: Unicode.Scalar) throws {
        guard peek == UInt8(ascii: expected) else { throw Unusual() }
        at += 1
    }

    private mutating func skipSpace() {
        while let byte = peek, byte == 0x20 || byte == 0x0a || byte == 0x0d || byte == 0x09 { at += 1 }
    }
}

/// A name in the text, compared without becoming a string.
private struct StaticMatch {
    let bytes: UnsafeRawBufferPointer

    static func == (name: StaticMatch, word: StaticString) -> Bool {
        name.bytes.elementsEqual(UnsafeRawBufferPointer(start: word.utf8Start, count: word.utf8CodeUnitCount))
    }
}
