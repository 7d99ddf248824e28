import Model
import Yams

extension OutputValue {
    /// JSON that may be shown on a terminal.
    /// - Parameter indent: the depth to indent from; `nil` writes one line.
    func json(indent: Int?) -> String { json(indent.map(Layout.indented) ?? .compact, escapesUnseen: true) }

    var yaml: Node {
        switch self {
        case .null: Node("null", Tag(.null))
        case .boolean(let flag): Node(String(flag), Tag(.bool))
        case .integer(let number): Node(String(number), Tag(.int))
        case .real(let number): Node(String(number), Tag(.float))
        case .text(let text): Node(text, Tag(.str), Self.isPlain(text) ? .plain : .doubleQuoted)
        case .array(let values): Node(values.map(\.yaml))
        case .list(let names, _): OutputValue.array(names.map { .text($0) }).yaml
        case .object(let pairs): Node(pairs.map { (Node($0), $1.yaml) })
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
}
