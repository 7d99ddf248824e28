import Model
import Secrets

/// Files of `NAME=value` lines.
///
/// The rules are those on which the readers of such files agree. Blank lines and lines that begin with `#` are ignored.
/// `export` may precede a name. A value in single quotes is taken as it is. In double quotes `\n`, `\r`, `\t`, `\"`,
/// `\\` and `\$` are escapes, and the value may have several lines. A bare value ends with the line or before a space
/// and `#`. In quotes a line end is `\n`, however the file ends its lines. If readers disagree about a value, it is
/// refused.
enum Dotenv {
    /// - Parameter expands: whether `${NAME}` and `$NAME` outside single quotes are replaced by earlier values.
    /// - Throws: `ValueFileProblem`.
    static func read(_ bytes: UnsafeRawBufferPointer, expands: Bool = false) throws -> ValueSet {
        var scanner = ByteScanner(bytes)
        var values = ValueSet()
        while true {
            scanner.skip { isBlank($0) || $0 == UInt8(ascii: "\n") }
            guard let byte = scanner.next else { return values }
            if byte == UInt8(ascii: "\r") {
                try takeLineEnd(&scanner)
                continue
            }
            if byte == UInt8(ascii: "#") {
                scanner.skip { !isLineEnd($0) }
                continue
            }
            let line = scanner.line
            let name = try name(&scanner)
            let text = try text(&scanner, of: name)
            scanner.skip(while: isBlank)
            let isComment = scanner.next == UInt8(ascii: "#")
            if isComment { scanner.skip { !isLineEnd($0) } }
            guard scanner.next.map(isLineEnd) ?? true else {
                throw ValueFileProblem(
                    line: scanner.line, "text follows the value of \(name); put the whole value in quotes")
            }
            if text.isFinal {
                let flaw: ValueMember.Flaw? = text.value.withBytes(hasDoubledBackslash) ? .readTwoWays : nil
                try values.add(name, text.value, flaw: flaw, line: line)
            } else if expands {
                try values.add(name, try DotenvExpansion.of(text.value, name: name, line: line, values), line: line)
            } else {
                let isEmptied = text.value.count == 0 && !text.isQuoted && isComment
                let isReference = text.value.withBytes(DotenvExpansion.hasReference)
                try values.add(
                    name, text.value.withBytes(DotenvExpansion.withoutEscapes),
                    flaw: isEmptied ? .emptiedByComment : isReference ? .unresolved : nil, line: line)
            }
        }
    }

    /// CRLF. Readers disagree about a single carriage return: a line end, white space, or (to shells) a character.
    private static func takeLineEnd(_ scanner: inout ByteScanner) throws {
        scanner.take()
        guard scanner.take("\n") else {
            throw ValueFileProblem(
                line: scanner.line, "a single carriage return is not a line end; end the lines with \\n or \\r\\n")
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
            throw ValueFileProblem(line: scanner.line, "this is not a line like NAME=value; correct it")
        }
        scanner.skip(while: isBlank)
        return name
    }

    private static func word(_ scanner: inout ByteScanner) -> String {
        let start = scanner.at
        scanner.skip(while: \.isInNames)
        return String(decoding: scanner.slice(from: start), as: UTF8.self)
    }

    /// The text after the equals sign.
    private struct Text {
        /// A dollar sign that means itself is doubled, unless the text is final.
        let value: Secret
        let isQuoted: Bool
        /// Whether a dollar sign has no meaning in it.
        let isFinal: Bool
    }

    private static func text(_ scanner: inout ByteScanner, of name: String) throws -> Text {
        switch scanner.next {
        case UInt8(ascii: "'"):
            return Text(value: try singleQuoted(&scanner, of: name), isQuoted: true, isFinal: true)
        case UInt8(ascii: "\""):
            return Text(value: try doubleQuoted(&scanner, of: name), isQuoted: true, isFinal: false)
        default:
            return Text(value: try bare(&scanner, of: name), isQuoted: false, isFinal: false)
        }
    }

    private static func singleQuoted(_ scanner: inout ByteScanner, of name: String) throws -> Secret {
        let line = scanner.line
        var text = SecretBuffer()
        var isAfterBackslash = false
        scanner.take()
        while let byte = scanner.take() {
            if byte == UInt8(ascii: "'") {
                // To python-dotenv the quote belongs to the value, and the value continues.
                if isAfterBackslash {
                    throw ValueFileProblem(
                        line: scanner.line,
                        "\(name) has \\', which only some readers take for the end; put the value in \" quotes")
                }
                return text.secret()
            }
            isAfterBackslash = byte == UInt8(ascii: "\\")
            try append(byte, &scanner, to: &text, of: name)
        }
        throw ValueFileProblem(line: line, "the quote around \(name) is not closed; close it")
    }

    private static func doubleQuoted(_ scanner: inout ByteScanner, of name: String) throws -> Secret {
        let line = scanner.line
        var text = SecretBuffer()
        scanner.take()
        while let byte = scanner.take() {
            if byte == UInt8(ascii: "\"") { return text.secret() }
            guard byte == UInt8(ascii: "\\") else {
                try append(byte, &scanner, to: &text, of: name)
                continue
            }
            switch scanner.take() {
            case UInt8(ascii: "n"): text.append(UInt8(ascii: "\n"))
            case UInt8(ascii: "r"): text.append(UInt8(ascii: "\r"))
            case UInt8(ascii: "t"): text.append(UInt8(ascii: "\t"))
            case UInt8(ascii: "$"): text.append(DotenvExpansion.plainDollar)
            case let escaped? where [UInt8(ascii: "\""), UInt8(ascii: "\\")].contains(escaped): text.append(escaped)
            default:
                throw ValueFileProblem(
                    line: scanner.line,
                    "\(name) has a backslash that does not begin an escape; write \\\\, or use single quotes")
            }
        }
        throw ValueFileProblem(line: line, "the quote around \(name) is not closed; close it")
    }

    /// A byte inside quotes; a line end becomes a newline, as in the readers of such files.
    private static func append(
        _ byte: UInt8, _ scanner: inout ByteScanner, to text: inout SecretBuffer, of name: String
    ) throws {
        if byte == UInt8(ascii: "\r") {
            if scanner.next == UInt8(ascii: "\n") { return }
            throw ValueFileProblem(
                line: scanner.line,
                "\(name) has a single carriage return, which is a line end for some readers and not for others; write "
                    + "\\r in \" quotes"
            )
        }
        text.append(byte)
    }

    /// Two backslashes in single quotes mean one to python-dotenv, and two to shells and all other readers.
    private static func hasDoubledBackslash(_ value: UnsafeRawBufferPointer) -> Bool {
        zip(value, value.dropFirst()).contains { $0 == UInt8(ascii: "\\") && $1 == UInt8(ascii: "\\") }
    }

    /// Shells write a backslash before a special character (`printf %q`); other readers keep the backslash. No shell
    /// writes one before a letter or digit, so Windows paths and account names are taken as they are.
    private static func hasShellEscape(_ value: UnsafeRawBufferPointer) -> Bool {
        zip(value, value.dropFirst()).contains { byte, next in
            byte == UInt8(ascii: "\\") && !next.isLetterOrDigit
        }
    }

    private static func bare(_ scanner: inout ByteScanner, of name: String) throws -> Secret {
        let start = scanner.at
        var isAfterBlank = true
        scanner.skip { byte in
            if isLineEnd(byte) || byte == UInt8(ascii: "#") && isAfterBlank { return false }
            isAfterBlank = isBlank(byte)
            return true
        }
        let whole = scanner.slice(from: start)
        let end = whole.lastIndex { !isBlank($0) }.map { $0 + 1 } ?? 0
        let value = UnsafeRawBufferPointer(rebasing: whole[..<end])
        if let sign = quoteLikeStart(value) {
            throw ValueFileProblem(
                line: scanner.line,
                "the value of \(name) begins with \(sign), which some readers take for a quote; put the value in ' or "
                    + "\" quotes"
            )
        }
        if hasOddBlankBeforeSign(value) {
            throw ValueFileProblem(
                line: scanner.line,
                "the value of \(name) has an unusual blank, like a no-break space, before a quote or a #; write a space, or "
                    + "put the whole value in quotes")
        }
        if value.last == UInt8(ascii: "\\") {
            throw ValueFileProblem(
                line: scanner.line,
                "the value of \(name) ends in a backslash, which some readers take for a continued line; put the value "
                    + "in ' or \" quotes")
        }
        if hasShellEscape(value) {
            throw ValueFileProblem(
                line: scanner.line,
                "the value of \(name) has a backslash before a special character, which shells remove and other "
                    + "readers keep; put the value in ' or \" quotes")
        }
        return Secret(copying: value)
    }

    /// The characters at the beginning of a bare value that a shell or another reader would take for a quote.
    private static func quoteLikeStart(_ value: UnsafeRawBufferPointer) -> String? {
        for (start, sign) in [
            ("`", "a backtick"), ("$'", "$'"), ("$\"", "$\""), ("\\'", "\\'"), ("\\\"", "\\\""), ("<<", "<<"),
        ] where value.starts(with: Array(start.utf8)) { return sign }
        guard !value.isEmpty, let scalar = Secret.scalar(at: 0, of: value), !scalar.isASCII else { return nil }
        let others: [Unicode.Scalar] = ["\u{B4}", "\u{2CB}", "\u{2CA}", "\u{2032}", "\u{2033}", "\u{2035}", "\u{2036}"]
        return scalar.properties.isQuotationMark || others.contains(scalar)
            ? "a quotation mark other than ' or \"" : nil
    }

    /// Some readers treat white space other than space and tab as a blank: a quote or a comment would begin after it.
    private static func hasOddBlankBeforeSign(_ value: UnsafeRawBufferPointer) -> Bool {
        var isAfterOdd = false
        var isAtStart = true
        var index = 0
        while index < value.count {
            let byte = value[index]
            let scalar = byte < 0x80 ? Unicode.Scalar(byte) : Secret.scalar(at: index, of: value) ?? " "
            if isAfterOdd,
                byte == UInt8(ascii: "#") || isAtStart && [UInt8(ascii: "'"), UInt8(ascii: "\"")].contains(byte)
            {
                return true
            }
            let isSpace = scalar.properties.isWhitespace
            if isSpace, !isBlank(byte) { isAfterOdd = true } else if !isSpace { isAfterOdd = false }
            if !isSpace { isAtStart = false }
            index += byte < 0x80 ? 1 : max(1, scalar.utf8.count)
        }
        return false
    }

    private static func isBlank(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }
    private static func isLineEnd(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") }
}
