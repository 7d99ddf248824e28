import Secrecy

/// Files of `NAME=value` lines.
///
/// As the readers of such files agree: blank lines and lines that begin with `#` say nothing; `export` may stand before
/// a name; a value between single quotes is taken as it is; between double quotes `\n`, `\r`, `\t`, `\"`, `\\` and `\$`
/// are escapes and lines may break; a bare value ends with the line or before a space and `#`. Nothing is expanded.
enum Dotenv {
    /// - Throws: `ValueFileProblem`.
    static func read(_ bytes: UnsafeRawBufferPointer) throws -> ValueSet {
        var scanner = ByteScanner(bytes)
        var values = ValueSet()
        // A byte-order mark.
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { for _ in 0..<3 { scanner.take() } }
        while true {
            scanner.skip { isBlank($0) || isLineEnd($0) }
            guard let byte = scanner.next else { return values }
            if byte == UInt8(ascii: "#") {
                scanner.skip { !isLineEnd($0) }
                continue
            }
            let line = scanner.line
            let name = try name(&scanner)
            let value = try value(&scanner, of: name)
            scanner.skip(while: isBlank)
            if scanner.next == UInt8(ascii: "#") { scanner.skip { !isLineEnd($0) } }
            guard scanner.next.map(isLineEnd) ?? true else {
                throw ValueFileProblem(line: scanner.line, "text follows the value of \(name); quote the value whole")
            }
            try values.add(name, value, line: line)
        }
    }

    private static func name(_ scanner: inout ByteScanner) throws -> String {
        var name = word(&scanner)
        scanner.skip(while: isBlank)
        if name == "export", scanner.next != UInt8(ascii: "=") {
            name = word(&scanner)
            scanner.skip(while: isBlank)
        }
        guard !name.isEmpty, scanner.take("=") else {
            throw ValueFileProblem(line: scanner.line, "this is no line like NAME=value; mend it")
        }
        scanner.skip(while: isBlank)
        return name
    }

    private static func word(_ scanner: inout ByteScanner) -> String {
        let start = scanner.at
        scanner.skip { byte in
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
                UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"):
                true
            default: false
            }
        }
        return String(decoding: scanner.slice(from: start), as: UTF8.self)
    }

    private static func value(_ scanner: inout ByteScanner, of name: String) throws -> Secret {
        var text = SecretBuffer()
        switch scanner.next {
        case UInt8(ascii: "'"):
            let line = scanner.line
            scanner.take()
            while let byte = scanner.take() {
                if byte == UInt8(ascii: "'") { return text.secret() }
                text.append(byte)
            }
            throw ValueFileProblem(line: line, "the quote around \(name) is not closed; close it")
        case UInt8(ascii: "\""):
            try doubleQuoted(&scanner, of: name, into: &text)
            return text.secret()
        default:
            return bare(&scanner)
        }
    }

    private static func doubleQuoted(
        _ scanner: inout ByteScanner, of name: String, into text: inout SecretBuffer
    ) throws {
        let line = scanner.line
        scanner.take()
        while let byte = scanner.take() {
            if byte == UInt8(ascii: "\"") { return }
            guard byte == UInt8(ascii: "\\") else {
                text.append(byte)
                continue
            }
            switch scanner.take() {
            case UInt8(ascii: "n"): text.append(UInt8(ascii: "\n"))
            case UInt8(ascii: "r"): text.append(UInt8(ascii: "\r"))
            case UInt8(ascii: "t"): text.append(UInt8(ascii: "\t"))
            case let escaped? where [UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "$")].contains(escaped):
                text.append(escaped)
            default:
                throw ValueFileProblem(
                    line: scanner.line,
                    "\(name) has a backslash that begins no escape; write \\\\ for one, or use single quotes")
            }
        }
        throw ValueFileProblem(line: line, "the quote around \(name) is not closed; close it")
    }

    private static func bare(_ scanner: inout ByteScanner) -> Secret {
        let start = scanner.at
        var isAfterBlank = true
        scanner.skip { byte in
            if isLineEnd(byte) || byte == UInt8(ascii: "#") && isAfterBlank { return false }
            isAfterBlank = isBlank(byte)
            return true
        }
        let whole = scanner.slice(from: start)
        let end = whole.lastIndex { !isBlank($0) }.map { $0 + 1 } ?? 0
        return Secret(copying: UnsafeRawBufferPointer(rebasing: whole[..<end]))
    }

    private static func isBlank(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }
    private static func isLineEnd(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") }
}
