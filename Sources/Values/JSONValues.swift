import Model
import Secrets

/// The values of a JSON file: the members of an object, as other programs export them.
///
/// Besides plain objects these forms are supported: a list of objects with `key` or `name` and `value`, and a
/// Kubernetes `kind: Secret`. If the values are deeper in the document, a pointer selects them (`select`), also inside
/// text that is JSON itself.
enum JSONValues {
    /// - Throws: `ValueFileProblem`.
    static func read(_ bytes: UnsafeRawBufferPointer, select: JSONPointer? = nil) throws -> ValueSet {
        let root: JSONTree
        do {
            root = try JSONTree(bytes)
        } catch let problem as JSONProblem {
            throw ValueFileProblem(line: problem.line, problem.text)
        }
        guard let select else {
            if let envelope = StoreAnswer.problem(with: root) { throw ValueFileProblem(line: 1, envelope) }
            return try values(of: root)
        }
        return try values(of: try selected(select, in: root))
    }

    // MARK: Selecting

    private static func selected(_ pointer: JSONPointer, in root: JSONTree) throws -> JSONTree {
        var current = root
        for (index, token) in pointer.tokens.enumerated() {
            let place = pointer.tokens[..<index].map { "/" + $0 }.joined()
            let here = place.isEmpty ? "the file" : place
            switch inner(current) {
            case .object(let members):
                guard let next = members.first(where: { $0.name == token })?.value else {
                    let names = members.prefix(8).map(\.name).joined(separator: ", ")
                    throw ValueFileProblem(
                        line: 1, "select: \(here) has no \(quoted(token)); it has \(names.isEmpty ? "nothing" : names)")
                }
                // The data of a Kubernetes Secret must be decoded first, and so must the answers of some stores.
                if token == "data", isKubernetesSecret(inner(current)) {
                    current = try decoded(next)
                } else {
                    current = StoreAnswer.isEncoded(token, of: inner(current)) ? try decodedText(next, token) : next
                }
            case .array(let items):
                guard let number = Int(token), items.indices.contains(number), String(number) == token else {
                    throw ValueFileProblem(
                        line: 1,
                        "select: \(here) is a list of \(items.count), and \(quoted(token)) is not an index of it")
                }
                current = items[number]
            case let other:
                throw ValueFileProblem(line: 1, "select: \(here) is \(other.kind) and has no \(quoted(token))")
            }
        }
        return current
    }

    /// A text that is JSON itself is replaced by its content.
    private static func inner(_ tree: JSONTree) -> JSONTree {
        guard case .text(let secret) = tree,
            let read = try? secret.withBytes({ try JSONTree($0) })  // most texts are not JSON, and stay text
        else { return tree }
        switch read {
        case .object, .array: return read
        case .text, .scalar, .null: return tree
        }
    }

    // MARK: Forms

    private static func values(of tree: JSONTree) throws -> ValueSet {
        switch inner(tree) {
        case .object(let members) where isKubernetesSecret(.object(members)):
            return try kubernetes(members)
        case .object(let members):
            var values = ValueSet()
            for member in members { try add(member.name, member.value, line: member.line, to: &values) }
            return values
        case .array(let items): return try listed(items)
        case .text(let value), .scalar(let value):
            return ValueSet(single: ValueMember(name: "", value: value, flaw: nil))
        case .null: throw ValueFileProblem(line: 1, "the values are null; select their position with select:")
        }
    }

    private static func add(_ name: String, _ tree: JSONTree, line: Int, to values: inout ValueSet) throws {
        switch tree {
        case .text(let value), .scalar(let value): try values.add(name, value, line: line)
        case .null:
            try values.add(
                name, Secret(utf8: ""), flaw: .notText("null", remedy: "supply a value, or remove it"), line: line)
        case .object, .array:
            let deeper = ["data", "secrets", "values"].first { tree[$0]?.isObject == true }.map { "/" + $0 } ?? ""
            try values.add(
                name, Secret(utf8: ""),
                flaw: .notText(
                    "\(tree.kind), not text",
                    remedy: "if the keys are inside it, write select: \"/\(escaped(name))\(deeper)\" beside json:"),
                line: line)
        }
    }

    private static func escaped(_ name: String) -> String {
        name.replacing("~", with: "~0").replacing("/", with: "~1")
    }

    private static func listed(_ items: [JSONTree]) throws -> ValueSet {
        var values = ValueSet()
        for (index, item) in items.enumerated() {
            guard
                case .text(let name)? = item["key"] ?? item["name"] ?? item["Name"] ?? item["secretKey"]
                    ?? item["label"],
                let value = item["value"] ?? item["Value"] ?? item["secretValue"]
                    // 1Password leaves out the value of an empty field.
                    ?? (item["label"] != nil ? .null : nil)
            else {
                throw ValueFileProblem(
                    line: 1, "item \(index) of the list is not an object with key (or name) and value; see select:")
            }
            try add(name.withBytes { String(decoding: $0, as: UTF8.self) }, value, line: 1, to: &values)
        }
        return values
    }

    private static func isKubernetesSecret(_ tree: JSONTree) -> Bool {
        guard case .text(let kind)? = tree["kind"], tree["apiVersion"] != nil else { return false }
        return kind.withBytes { $0.elementsEqual("Secret".utf8) }
    }

    /// `data` in base64, and `stringData`, which overrides it (Kubernetes API reference, Secret v1 core).
    private static func kubernetes(_ members: [JSONTree.Member]) throws -> ValueSet {
        var values = ValueSet()
        let plain = JSONTree.object(members)["stringData"]
        if let plain, case .object(let given) = plain {
            for member in given { try add(member.name, member.value, line: member.line, to: &values) }
        }
        if let data = JSONTree.object(members)["data"], case .object(let given) = try decoded(data) {
            for member in given where plain?[member.name] == nil {
                try add(member.name, member.value, line: member.line, to: &values)
            }
        }
        return values
    }

    private static func decoded(_ data: JSONTree) throws -> JSONTree {
        guard case .object(let members) = data else { return data }
        return .object(
            try members.map { member in
                JSONTree.Member(
                    name: member.name, value: try decodedText(member.value, member.name, line: member.line),
                    line: member.line)
            })
    }

    private static func decodedText(_ tree: JSONTree, _ name: String, line: Int = 1) throws -> JSONTree {
        guard case .text(let text) = tree, let plain = Base64.decoded(text) else {
            throw ValueFileProblem(line: line, "\(name) is not base64, which is required here; export it again")
        }
        return .text(plain)
    }
}
