import Model

/// The keys of a secret, and how each gets its value.
enum KeyFields {
    private static let sources = ["generate", "literal", "env", "file", "template"]
    private static let mostLiteralBytes = 1_048_576

    static func read(_ field: Field) throws -> [KeyPolicy] {
        let pairs = try field.pairs()
        guard !pairs.isEmpty else { throw field.wrong("there are no keys", mend: "name all keys that the secret has") }
        return try pairs.map { name, field in
            let key = try field.placed { try KeyName(name) }
            return try policy(key, field)
        }
    }

    private static func policy(_ key: KeyName, _ field: Field) throws -> KeyPolicy {
        let given = try field.pairs().map(\.name)
        // Which source it is comes first, because it decides which other fields may stand there.
        for (name, later) in try field.pairs() where LaterFields.key.contains(name) {
            throw later.wrong(
                "\(name) is not supported by this version of rekey", mend: "leave it out, or use a newer rekey")
        }
        let named = given.filter(sources.contains)
        guard named.count <= 1 else {
            throw field.wrong("a key has one source, here are \(named.joined(separator: " and "))", mend: "keep one")
        }
        guard let source = named.first else {
            throw field.wrong(
                "the key has no source",
                mend: "write one of \(sources.joined(separator: ", "))"
                    + (given.first.flatMap { Spelling.nearest(to: $0, in: sources) }.map { "; did you mean \($0)?" }
                        ?? ""))
        }
        if source == "generate" { return try GeneratorFields.read(key, field) }
        let fields = try field.mapping(known: [source])
        guard let value = fields[source] else { throw field.wrong("the key has no source", mend: "write one") }
        return KeyPolicy(name: key, source: try read(source, value))
    }

    private static func read(_ source: String, _ value: Field) throws -> ValueSource {
        switch source {
        case "env":
            let name = try value.text()
            guard name.wholeMatch(of: /[A-Za-z_][A-Za-z0-9_]*/) != nil else {
                throw value.wrong(
                    "\(quoted(name)) is no name of an environment variable", mend: "write letters, digits and _")
            }
            return .environment(name)
        case "file": return .file(try value.nonEmptyText())
        case "template":
            let text = try value.text()
            return .template(try value.placed { try Template(text) })
        default: return .literal(try literal(value))
        }
    }

    private static func literal(_ value: Field) throws -> String {
        let text = try value.text()
        let inner = text.drop { $0.isWhitespace }.reversed().drop { $0.isWhitespace }
        if inner.count >= 4, inner.allSatisfy({ $0 == "*" }) {
            throw value.wrong(
                "this is a mask of asterisks, not a value", mend: "write the real value; the API shows each as ****")
        }
        guard text.utf8.count <= mostLiteralBytes else {
            throw value.wrong("the value is over 1 MiB", mend: "Kubernetes takes no larger secret")
        }
        return text
    }
}
