package import Model
import Yams

/// A job file, read and checked.
package struct JobFile: Sendable {
    package let plan: Plan
    /// The file as JSON, for the database: the same content gives the same bytes, whatever its comments and spacing.
    package let definition: String

    /// - Parameter file: the name for messages.
    /// - Throws: `JobFileError`.
    package init(yaml text: String, file: String) throws {
        let root = try Document.root(of: text, file: file)
        plan = try PlanFields.read(root, name: nil)
        definition = CanonicalJSON.text(root.node)
    }

    /// The file's bytes. - Throws: `JobFileError`, also if it is over 16 MiB or not UTF-8.
    package init(yaml bytes: [UInt8], file: String) throws {
        guard bytes.count <= Document.maxBytes else {
            throw JobFileError(
                file: file, line: nil, column: nil, field: nil, what: "the file is over 16 MiB",
                remedy: "put long lists of targets into a CSV file")
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw JobFileError(
                file: file, line: nil, column: nil, field: nil, what: "the file is not UTF-8",
                remedy: "save it as UTF-8")
        }
        try self.init(yaml: text, file: file)
    }

    /// A definition from the database, possibly written by another program: checked like a file. `version` and `plan`
    /// may be missing there; the row's name is used.
    /// - Throws: `JobFileError`.
    package init(definition json: String, plan name: String) throws {
        let file = "plan \(name)"
        let root = try Document.root(of: SurrogatePairs.joined(json), file: file)
        plan = try PlanFields.read(root, name: name)
        definition = CanonicalJSON.text(root.node)
    }

    /// The schedule of a definition that is known to be valid otherwise.
    /// - Parameter json: the value of `schedule`.
    /// - Throws: `JobFileError`.
    package static func schedule(definition json: String, plan name: String) throws -> SchedulePolicy {
        let root = try Document.root(of: SurrogatePairs.joined(json), file: "plan \(name)")
        return try ScheduleFields.read(Field(node: root.node, path: "schedule", file: root.file))
    }

    /// A definition as a job file. - Throws: `JobFileError` if it is not valid.
    package static func yaml(definition: String) throws -> String {
        let root = try Document.root(of: SurrogatePairs.joined(definition), file: "the definition")
        do {
            return try Yams.serialize(node: block(root.node), width: -1, allowUnicode: true)
        } catch {
            throw root.wrong("the definition cannot be written as YAML", fix: "check it with `rekey plan show`")
        }
    }

    /// A definition field by field, in order: `secrets[0].keys.password.length` and its value.
    package static func fields(definition: String) throws -> [(path: String, text: String)] {
        var fields: [(path: String, text: String)] = []
        collect(try Document.root(of: SurrogatePairs.joined(definition), file: "the definition"), into: &fields)
        return fields
    }

    private static func collect(_ field: Field, into fields: inout [(path: String, text: String)]) {
        switch field.node {
        case .mapping(let mapping):
            for (key, value) in mapping {
                let name = key.string ?? ""
                let path = field.path.isEmpty ? name : "\(field.path).\(name)"
                collect(Field(node: value, path: path, file: field.file), into: &fields)
            }
        case .sequence(let sequence):
            for (index, value) in sequence.enumerated() {
                collect(Field(node: value, path: "\(field.path)[\(index)]", file: field.file), into: &fields)
            }
        case .scalar, .alias: fields.append((field.path, CanonicalJSON.text(field.node)))
        }
    }

    /// In block style: the JSON style would give one long line.
    private static func block(_ node: Node) -> Node {
        switch node {
        case .mapping(let mapping):
            return Node(mapping.map { (block($0.key, isKey: true), block($0.value)) }, .implicit, .block)
        case .sequence(let sequence):
            return Node(sequence.map { block($0) }, .implicit, .block)
        case .scalar, .alias: return block(node, isKey: false)
        }
    }

    /// A bare scalar stays bare; text is bare if no reader takes it for anything else.
    private static func block(_ node: Node, isKey: Bool) -> Node {
        guard let scalar = node.scalar, scalar.style != .plain else { return node }
        let isBare = scalar.string.wholeMatch(of: /[A-Za-z][A-Za-z0-9_\-.\/]*/) != nil
        let words = ["true", "false", "null", "yes", "no", "on", "off", "y", "n"]
        let style: Node.Scalar.Style =
            isBare && !words.contains(scalar.string.lowercased()) || isKey && isBare ? .plain : .doubleQuoted
        return Node(scalar.string, Tag(.str), style)
    }
}
