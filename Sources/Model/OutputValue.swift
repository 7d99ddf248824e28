/// A result for output: a JSON value, with its fields in order.
package indirect enum OutputValue: Sendable {
    case null
    case boolean(Bool)
    case integer(Int64)
    case real(Double)
    case text(String)
    case array([OutputValue])
    /// Names, which are listed side by side in a cell.
    case list([String], separator: String = " ")
    case object([Field])

    package typealias Field = (String, OutputValue)

    package enum Layout: Sendable {
        /// One line without spaces, for programs that read line by line.
        case compact
        /// One line with a space after each comma and each colon.
        case spaced
        /// A line for each field and element, indented from this depth.
        case indented(Int)

        fileprivate var inner: Layout {
            if case .indented(let depth) = self { .indented(depth + 1) } else { self }
        }
    }

    /// Null for nothing, as the next two.
    package init(_ number: Int?) { self = number.map { .integer(Int64($0)) } ?? .null }
    package init(_ number: Double?) { self = number.map { .real($0) } ?? .null }
    package init(_ text: String?) { self = text.map { .text($0) } ?? .null }

    /// RFC 8259.
    /// - Parameter escapesUnseen: whether characters that change the writing direction or are invisible are escaped, so
    ///   that they are harmless on a terminal.
    package func json(_ layout: Layout, escapesUnseen: Bool = false) -> String {
        switch self {
        case .null: return "null"
        case .boolean(let flag): return String(flag)
        case .integer(let number): return String(number)
        case .real(let number): return number.isFinite ? String(number) : "null"
        case .text(let text): return escapesUnseen ? Self.escaped(jsonString(text)) : jsonString(text)
        case .list(let names, _):
            return OutputValue.array(names.map { .text($0) }).json(layout, escapesUnseen: escapesUnseen)
        case .array(let values):
            return Self.block("[", "]", values.map { $0.json(layout.inner, escapesUnseen: escapesUnseen) }, layout)
        case .object(let fields):
            let colon = if case .compact = layout { ":" } else { ": " }
            let inner = fields.map { name, value in
                jsonString(name) + colon + value.json(layout.inner, escapesUnseen: escapesUnseen)
            }
            return Self.block("{", "}", inner, layout)
        }
    }

    /// As one cell of a table or a CSV file.
    package var cell: String {
        switch self {
        case .null: ""
        case .boolean(let flag): String(flag)
        case .integer(let number): String(number)
        case .real(let number): String(number)
        case .text(let text): text
        case .list(let names, let separator): names.joined(separator: separator)
        case .array, .object: json(.compact, escapesUnseen: true)
        }
    }

    package var isNumber: Bool {
        switch self {
        case .integer, .real: true
        case .null, .boolean, .text, .array, .list, .object: false
        }
    }

    /// The same text to a program, with invisible characters as JSON escapes.
    private static func escaped(_ json: String) -> String {
        guard json.unicodeScalars.contains(where: isUnseen) else { return json }
        var text = ""
        for scalar in json.unicodeScalars {
            guard isUnseen(scalar) else {
                text.unicodeScalars.append(scalar)
                continue
            }
            for unit in String(scalar).utf16 {
                let digits = String(unit, radix: 16)
                text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            }
        }
        return text
    }

    private static func isUnseen(_ scalar: Unicode.Scalar) -> Bool {
        scalar.value > 0x7e
            && (scalar.properties.generalCategory == .format || scalar.properties.isDefaultIgnorableCodePoint)
    }

    private static func block(_ open: String, _ close: String, _ inner: [String], _ layout: Layout) -> String {
        switch layout {
        case .compact: return open + inner.joined(separator: ",") + close
        case .spaced: return open + inner.joined(separator: ", ") + close
        case .indented(let depth):
            guard !inner.isEmpty else { return open + close }
            let pad = String(repeating: "  ", count: depth + 1)
            return open + "\n" + inner.map { pad + $0 }.joined(separator: ",\n") + "\n"
                + String(repeating: "  ", count: depth) + close
        }
    }
}
