import Journal
import Model
import Yams

/// A result for output: a JSON value, with its keys in order.
indirect enum OutputValue {
    case null
    case integer(Int64)
    case real(Double)
    case text(String)
    case array([OutputValue])
    /// Names, which are listed side by side in a cell.
    case list([String], separator: String = " ")
    case object([(String, OutputValue)])

    init(_ cell: JournalReader.Cell) {
        self =
            switch cell {
            case .null: .null
            case .integer(let number): .integer(number)
            case .real(let number): .real(number)
            case .text(let text): .text(text)
            }
    }

    /// RFC 8259. - Parameter indent: the depth to indent from; `nil` writes one line.
    func json(indent: Int?) -> String {
        switch self {
        case .null: return "null"
        case .integer(let number): return String(number)
        case .real(let number): return number.isFinite ? String(number) : "null"
        case .text(let text): return Self.escaped(jsonString(text))
        case .array(let values):
            return Self.block("[", "]", values.map { $0.json(indent: indent.map { $0 + 1 }) }, indent)
        case .list(let names, _): return OutputValue.array(names.map { .text($0) }).json(indent: indent)
        case .object(let pairs):
            let inner = pairs.map { key, value in
                jsonString(key) + (indent == nil ? ":" : ": ") + value.json(indent: indent.map { $0 + 1 })
            }
            return Self.block("{", "}", inner, indent)
        }
    }

    var yaml: Node {
        switch self {
        case .null: Node("null", Tag(.null))
        case .integer(let number): Node(String(number), Tag(.int))
        case .real(let number): Node(String(number), Tag(.float))
        case .text(let text): Node(text, Tag(.str), Self.isPlain(text) ? .plain : .doubleQuoted)
        case .array(let values): Node(values.map(\.yaml))
        case .list(let names, _): OutputValue.array(names.map { .text($0) }).yaml
        case .object(let pairs): Node(pairs.map { (Node($0), $1.yaml) })
        }
    }

    /// As one cell of a table or a CSV file.
    var cell: String {
        switch self {
        case .null: ""
        case .integer(let number): String(number)
        case .real(let number): String(number)
        case .text(let text): text
        case .list(let names, let separator): names.joined(separator: separator)
        case .array, .object: json(indent: nil)
        }
    }

    var isNumber: Bool {
        switch self {
        case .integer, .real: true
        case .null, .text, .array, .list, .object: false
        }
    }

    /// Text that no YAML reader takes for anything else.
    private static func isPlain(_ text: String) -> Bool {
        guard let first = text.unicodeScalars.first, first.properties.isAlphabetic else { return false }
        let words = ["true", "false", "null", "yes", "no", "on", "off", "y", "n"]
        return !words.contains(text.lowercased())
            && text.unicodeScalars.allSatisfy {
                $0.isASCII && ($0.properties.isAlphabetic || "0123456789_-. ".unicodeScalars.contains($0))
            }
            && text.last != " "
    }

    /// Characters that change the writing direction or are invisible are written as JSON escapes: the same text to a
    /// program, and harmless on a terminal.
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

    private static func block(_ open: String, _ close: String, _ inner: [String], _ indent: Int?) -> String {
        guard let indent, !inner.isEmpty else { return open + inner.joined(separator: ",") + close }
        let pad = String(repeating: "  ", count: indent + 1)
        return open + "\n" + inner.map { pad + $0 }.joined(separator: ",\n") + "\n"
            + String(repeating: "  ", count: indent) + close
    }
}
