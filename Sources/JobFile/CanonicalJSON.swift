import Model
import Secrets
import Yams

/// A document as JSON that reads back as the same document: keys in their order, without white space, scalars as
/// written.
enum CanonicalJSON {
    static func text(_ node: Node) -> String {
        switch node {
        case .scalar(let scalar): return text(scalar)
        case .mapping(let mapping):
            return "{" + mapping.map { jsonString($0.key.string ?? "") + ":" + text($0.value) }.joined(separator: ",")
                + "}"
        case .sequence(let sequence): return "[" + sequence.map(text).joined(separator: ",") + "]"
        case .alias: return "null"  // not reached: the composer has replaced all aliases
        }
    }

    /// A plain scalar that JSON writes the same way stays bare; `no` and `0123` become strings, which have the same
    /// meaning.
    private static func text(_ scalar: Node.Scalar) -> String {
        guard scalar.style == .plain else { return jsonString(scalar.string) }
        if ["", "~", "null"].contains(scalar.string) { return "null" }
        if ["true", "false"].contains(scalar.string) || isJSONNumber(scalar.string.utf8) { return scalar.string }
        return jsonString(scalar.string)
    }
}
