/// A JSON document (RFC 8259) whose texts may be secret values.
///
/// Read byte by byte into buffers that are overwritten: a decoder would leave copies, and would not report a name that
/// is listed twice.
package indirect enum JSONTree: Sendable {
    case object([Member])
    case array([JSONTree])
    case text(Secret)
    /// A number as it is written, or `true` or `false`.
    case scalar(Secret)
    case null

    package struct Member: Sendable {
        package let name: String
        package let value: JSONTree
        package let line: Int

        package init(name: String, value: JSONTree, line: Int) {
            self.name = name
            self.value = value
            self.line = line
        }
    }

    /// Deeper than any export; each level is a recursive call.
    private static let maxDepth = 64

    /// - Throws: `JSONProblem`.
    package init(_ bytes: UnsafeRawBufferPointer) throws {
        var scanner = ByteScanner(bytes)
        Self.skipSpace(&scanner)
        self = try Self.value(&scanner, depth: 0, "the file is not JSON; write {\"KEY\": \"value\"}")
        Self.skipSpace(&scanner)
        guard scanner.next == nil else { throw Self.problem(scanner, "text follows the document; remove it") }
    }

    package subscript(name: String) -> JSONTree? {
        guard case .object(let members) = self else { return nil }
        return members.first { $0.name == name }?.value
    }

    package var isObject: Bool {
        if case .object = self { true } else { false }
    }

    /// The name of its kind, for messages.
    package var kind: String {
        switch self {
        case .object: "an object"
        case .array: "a list"
        case .text: "text"
        case .scalar: "a number or a boolean"
        case .null: "null"
        }
    }

    // MARK: Reading

    private static func value(_ scanner: inout ByteScanner, depth: Int, _ otherwise: String) throws -> JSONTree {
        guard depth < maxDepth else { throw problem(scanner, "the document is nested too deeply; remove some levels") }
        switch scanner.next {
        case UInt8(ascii: "{"): return .object(try members(&scanner, depth: depth))
        case UInt8(ascii: "["): return .array(try items(&scanner, depth: depth))
        case UInt8(ascii: "\""): return .text(try string(&scanner, otherwise))
        default: return try word(&scanner, otherwise)
        }
    }

    private static func members(_ scanner: inout ByteScanner, depth: Int) throws -> [Member] {
        scanner.take()
        var members: [Member] = []
        var seen: Set<String> = []
        skipSpace(&scanner)
        if scanner.take("}") { return [] }
        repeat {
            skipSpace(&scanner)
            let line = scanner.line
            let name = try string(&scanner, "a name in quotes is missing; write \"KEY\": \"value\"")
                .withBytes { String(decoding: $0, as: UTF8.self) }
            guard seen.insert(name).inserted else {
                throw JSONProblem(line: line, "\(name.prefix(60)) is listed twice; keep one of them")
            }
            skipSpace(&scanner)
            guard scanner.take(":") else { throw problem(scanner, "a colon is missing after a name; write it") }
            skipSpace(&scanner)
            let value = try value(
                &scanner, depth: depth + 1, "the value of \(name.prefix(60)) is not text; put it in quotes")
            members.append(Member(name: name, value: value, line: line))
            skipSpace(&scanner)
        } while scanner.take(",")
        guard scanner.take("}") else { throw problem(scanner, "a comma or } is missing here; write it") }
        return members
    }

    private static func items(_ scanner: inout ByteScanner, depth: Int) throws -> [JSONTree] {
        scanner.take()
        var items: [JSONTree] = []
        skipSpace(&scanner)
        if scanner.take("]") { return [] }
        repeat {
            skipSpace(&scanner)
            items.append(try value(&scanner, depth: depth + 1, "a value is missing in a list; write it"))
            skipSpace(&scanner)
        } while scanner.take(",")
        guard scanner.take("]") else { throw problem(scanner, "a comma or ] is missing here; write it") }
        return items
    }

    /// A number, `true`, `false` or `null`.
    private static func word(_ scanner: inout ByteScanner, _ otherwise: String) throws -> JSONTree {
        let start = scanner.at
        scanner.skip { byte in
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
                || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
                || [UInt8(ascii: "-"), UInt8(ascii: "+"), UInt8(ascii: "."), UInt8(ascii: "E")].contains(byte)
        }
        let slice = scanner.slice(from: start)
        if slice.elementsEqual("null".utf8) { return .null }
        guard slice.elementsEqual("true".utf8) || slice.elementsEqual("false".utf8) || isJSONNumber(slice) else {
            throw problem(scanner, otherwise)
        }
        return .scalar(Secret(copying: slice))
    }

    private static func string(_ scanner: inout ByteScanner, _ otherwise: String) throws -> Secret {
        guard scanner.take("\"") else { throw problem(scanner, otherwise) }
        var text = SecretBuffer()
        while let byte = scanner.take() {
            switch byte {
            case UInt8(ascii: "\""): return text.secret()
            case UInt8(ascii: "\\"): try escape(&scanner, into: &text)
            case 0..<0x20: throw problem(scanner, "a text has a control character; write it as an escape")
            default: text.append(byte)
            }
        }
        throw problem(scanner, "a quote is not closed; close it")
    }

    private static func escape(_ scanner: inout ByteScanner, into text: inout SecretBuffer) throws {
        switch scanner.take() {
        case UInt8(ascii: "\""): text.append(UInt8(ascii: "\""))
        case UInt8(ascii: "\\"): text.append(UInt8(ascii: "\\"))
        case UInt8(ascii: "/"): text.append(UInt8(ascii: "/"))
        case UInt8(ascii: "b"): text.append(0x08)
        case UInt8(ascii: "f"): text.append(0x0c)
        case UInt8(ascii: "n"): text.append(UInt8(ascii: "\n"))
        case UInt8(ascii: "r"): text.append(UInt8(ascii: "\r"))
        case UInt8(ascii: "t"): text.append(UInt8(ascii: "\t"))
        case UInt8(ascii: "u"):
            for byte in UTF8.encode(try scalar(&scanner)) ?? UTF8.encodedReplacementCharacter { text.append(byte) }
        default: throw problem(scanner, "this escape does not exist; see RFC 8259")
        }
    }

    /// The character of one escape, or of two escapes that form a surrogate pair.
    private static func scalar(_ scanner: inout ByteScanner) throws -> Unicode.Scalar {
        let first = try codeUnit(&scanner)
        if let scalar = Unicode.Scalar(first) { return scalar }
        guard first < 0xDC00, scanner.take("\\"), scanner.take("u") else {
            throw problem(scanner, "half of a surrogate pair is missing; write the character itself")
        }
        let second = try codeUnit(&scanner)
        guard (0xDC00...0xDFFF).contains(second),
            let scalar = Unicode.Scalar(0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00))
        else { throw problem(scanner, "half of a surrogate pair is missing; write the character itself") }
        return scalar
    }

    private static func codeUnit(_ scanner: inout ByteScanner) throws -> UInt32 {
        var unit: UInt32 = 0
        for _ in 0..<4 {
            guard let byte = scanner.take(), let digit = Character(Unicode.Scalar(byte)).hexDigitValue else {
                throw problem(scanner, "an escape needs four hexadecimal digits; write them")
            }
            unit = unit << 4 | UInt32(digit)
        }
        return unit
    }

    private static func skipSpace(_ scanner: inout ByteScanner) {
        scanner.skip { [0x20, 0x09, 0x0a, 0x0d].contains($0) }
    }

    private static func problem(_ scanner: ByteScanner, _ text: String) -> JSONProblem {
        let isCutShort = scanner.next == nil && scanner.at > 0
        return JSONProblem(
            line: scanner.line, isCutShort ? "the file ends inside the JSON document; write it again completely" : text)
    }
}
