import Model
import Yams

/// A document as JSON that reads back as the same document: keys in their order, no white space, scalars as written.
enum CanonicalJSON {
    static func text(_ node: Node) -> String {
        switch node {
        case .scalar(let scalar): return text(scalar)
        case .mapping(let mapping):
            return "{" + mapping.map { jsonString($0.key.string ?? "") + ":" + text($0.value) }.joined(separator: ",")
                + "}"
        case .sequence(let sequence): return "[" + sequence.map(text).joined(separator: ",") + "]"
        case .alias: return "null"  // the composer has replaced them all
        }
    }

    /// A plain scalar that JSON writes the same way stays bare; `no` and `0123` become strings, which read the same.
    private static func text(_ scalar: Node.Scalar) -> String {
        guard scalar.style == .plain else { return jsonString(scalar.string) }
        if ["", "~", "null"].contains(scalar.string) { return "null" }
        if ["true", "false"].contains(scalar.string) || isNumber(scalar.string) { return scalar.string }
        return jsonString(scalar.string)
    }

    /// RFC 8259, section 6. Byte by byte, because it is asked of every scalar of every plan.
    private static func isNumber(_ text: String) -> Bool {
        var rest = Substring(text).utf8
        func digits() -> Int {
            let count = rest.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }.count
            rest = rest.dropFirst(count)
            return count
        }
        if rest.first == UInt8(ascii: "-") { rest = rest.dropFirst() }
        let startsWithZero = rest.first == UInt8(ascii: "0")
        let whole = digits()
        guard whole == 1 || whole > 1 && !startsWithZero else { return false }
        if rest.first == UInt8(ascii: ".") {
            rest = rest.dropFirst()
            guard digits() > 0 else { return false }
        }
        if rest.first == UInt8(ascii: "e") || rest.first == UInt8(ascii: "E") {
            rest = rest.dropFirst()
            if rest.first == UInt8(ascii: "-") || rest.first == UInt8(ascii: "+") { rest = rest.dropFirst() }
            guard digits() > 0 else { return false }
        }
        return rest.isEmpty
    }
}
