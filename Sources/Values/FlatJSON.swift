import Secrecy

/// Files with one JSON object whose members are strings (RFC 8259).
///
/// Read byte by byte into buffers that are overwritten: a decoder would leave copies, and would not tell of a name that
/// stands there twice.
enum FlatJSON {
    /// - Throws: `ValueFileProblem`.
    static func read(_ bytes: UnsafeRawBufferPointer) throws -> ValueSet {
        var scanner = ByteScanner(bytes)
        var values = ValueSet()
        skipSpace(&scanner)
        guard scanner.take("{") else {
            throw problem(scanner, "the file is no JSON object; write {\"KEY\": \"value\"}")
        }
        skipSpace(&scanner)
        if !scanner.take("}") {
            repeat {
                skipSpace(&scanner)
                let line = scanner.line
                let name = try string(&scanner, "a name in quotes is missing; write \"KEY\": \"value\"")
                    .withBytes { String(decoding: $0, as: UTF8.self) }
                skipSpace(&scanner)
                guard scanner.take(":") else { throw problem(scanner, "a colon is missing after a name; write it") }
                skipSpace(&scanner)
                let value = try string(&scanner, "the value of \(name.prefix(60)) is no text; put it into quotes")
                try values.add(name, value, line: line)
                skipSpace(&scanner)
            } while scanner.take(",")
            guard scanner.take("}") else { throw problem(scanner, "a comma or } is missing here; write it") }
        }
        skipSpace(&scanner)
        guard scanner.next == nil else { throw problem(scanner, "text follows the object; take it out") }
        return values
    }

    private static func string(_ scanner: inout ByteScanner, _ otherwise: String) throws -> Secret {
        guard scanner.take("\"") else { throw problem(scanner, otherwise) }
        var text = SecretBuffer()
        while let byte = scanner.take() {
            switch byte {
            case UInt8(ascii: "\""): return text.secret()
            case UInt8(ascii: "\\"): try escape(&scanner, into: &text)
            case 0..<0x20: throw problem(scanner, "a control character stands within quotes; write it as an escape")
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
        default: throw problem(scanner, "there is no such escape; see RFC 8259")
        }
    }

    /// The character of one escape, or of two that make a pair.
    private static func scalar(_ scanner: inout ByteScanner) throws -> Unicode.Scalar {
        let first = try codeUnit(&scanner)
        if let scalar = Unicode.Scalar(first) { return scalar }
        guard first < 0xDC00, scanner.take("\\"), scanner.take("u") else {
            throw problem(scanner, "half a surrogate pair stands alone; write the character itself")
        }
        let second = try codeUnit(&scanner)
        guard (0xDC00...0xDFFF).contains(second),
            let scalar = Unicode.Scalar(0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00))
        else { throw problem(scanner, "half a surrogate pair stands alone; write the character itself") }
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

    private static func problem(_ scanner: ByteScanner, _ text: String) -> ValueFileProblem {
        ValueFileProblem(line: scanner.line, text)
    }
}
