import Model

/// The keys of a secret, and how each gets its value.
enum KeyFields {
    private static let sources = [
        "generate", "literal", "env", "file", "command", "column", "dotenv", "json", "template", "keep", "previous",
    ]
    static let maxLiteralBytes = 1_048_576

    static func read(_ field: Field) throws -> [KeyPolicy] {
        let pairs = try field.pairs()
        guard !pairs.isEmpty else { throw field.wrong("no key is named", fix: "name all keys that the secret has") }
        var keys: [KeyPolicy] = []
        for (name, field) in pairs {
            let key = try field.placed { try KeyName(name) }
            for policy in try policies(key, field) {
                // The public key's name may already be used by another key.
                if keys.contains(where: { $0.name == policy.name }) || policy.name != key && pairs.contains(policy.name)
                {
                    throw field.wrong(
                        "\(quoted(policy.name.text)) gets two values", fix: "give one of them another name")
                }
                keys.append(policy)
            }
        }
        return keys
    }

    private static func policies(_ key: KeyName, _ field: Field) throws -> [KeyPolicy] {
        let given = try field.pairs().map(\.name)
        // The source comes first, because it decides which other fields are allowed.
        let named = given.filter(sources.contains)
        guard named.count <= 1 else {
            throw field.wrong("the key has more than one source: \(named.joined(separator: " and "))", fix: "keep one")
        }
        guard let source = named.first else {
            throw field.wrong(
                "the key has no source",
                fix: "write one of \(sources.joined(separator: ", "))"
                    + (given.first.flatMap { Spelling.nearest(to: $0, in: sources) }.map { "; did you mean \($0)?" }
                        ?? ""))
        }
        if source == "generate" { return try GeneratorFields.read(key, field) }
        let rules = try ValueRuleFields.read(field)
        if source == "command" {
            let call = try CallFields.read(field, beside: ["empty", "raw"])
            return [KeyPolicy(name: key, source: .command(call), rules: rules)]
        }
        let trims = outside.contains(source) ? ["trim"] : []
        let fields = try field.mapping(known: [source, "empty", "raw"] + trims + (companions[source] ?? []))
        guard let value = fields[source] else { throw field.wrong("the key has no source", fix: "write one") }
        let read = try read(source, value, fields, key)
        try check(read, rules, key, value)
        return [KeyPolicy(name: key, source: read, rules: rules)]
    }

    /// Sources whose values other people or programs wrote, and which may have unintended white space.
    private static let outside = ["env", "file", "column", "dotenv", "json"]

    /// The other fields that a source allows.
    private static let companions = [
        "previous": ["or"], "dotenv": ["name", "expand"], "json": ["name", "select"],
    ]

    /// A value that is written in the job file can be checked at once.
    private static func check(_ source: ValueSource, _ rules: ValueRules, _ key: KeyName, _ field: Field) throws {
        if let text = source.traits.written, !rules.allowsRaw, let kind = Placeholder.kind(of: text) {
            throw field.wrong(
                "the value of \(quoted(key.text)) looks like \(kind), not like a value",
                fix: "write the real value, or raw: allowed if it is the value")
        }
    }

    private static func read(
        _ source: String, _ value: Field, _ fields: [String: Field], _ key: KeyName
    ) throws -> ValueSource {
        switch source {
        case "env":
            let name = try value.text()
            guard name.wholeMatch(of: /[A-Za-z_][A-Za-z0-9_]*/) != nil else {
                throw value.wrong(
                    "\(quoted(name)) is not the name of an environment variable", fix: "write letters, digits and _")
            }
            return .read(.environment(name))
        case "file": return .read(.file(try value.targetText()))
        case "column": return .column(try value.nonEmptyText())
        case "dotenv", "json":
            let file = try ValueFileFields.read(source == "json" ? .json : .dotenv, value, fields)
            return .read(.member(of: file, name: try fields["name"]?.nonEmptyText() ?? key.text))
        case "keep":
            guard try value.flag() else { throw value.wrong("keep: false has no meaning", fix: "write keep: true") }
            return .keep
        case "previous":
            let name = try value.text()
            return .previous(try value.placed { try KeyName(name) }, or: try fields["or"].map(literal))
        case "template":
            let text = try value.text()
            return .template(try value.placed { try Template(text) })
        default: return .literal(try literal(value))
        }
    }

    private static func literal(_ value: Field) throws -> String {
        let text = try value.text()
        guard text.utf8.count <= maxLiteralBytes else {
            throw value.wrong("the value is over 1 MiB", fix: "shorten it; Kubernetes accepts no larger secret")
        }
        return text
    }
}

extension [(name: String, field: Field)] {
    fileprivate func contains(_ key: KeyName) -> Bool { contains { $0.name == key.text } }
}
