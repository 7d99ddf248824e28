import Model

/// The entries under `secrets`.
enum EntryFields {
    static func read(_ field: Field) throws -> [SecretEntry] {
        var seen: [Target: Field] = [:]
        return try field.list().map { item in
            let fields = try item.mapping(
                known: ["secret", "targets", "keys", "keys_from", "drop", "steps", "create"])
            let secret = try fields["secret"].map { field in
                let text = try field.text()
                return try field.placed { try SecretName(text) }
            }
            let (targets, expect) = try TargetFields.read(fields["targets"], secret: secret, item, &seen)
            let keysFrom = try fields["keys_from"].map { try KeySetFields.read($0) }
            if keysFrom?.listed != nil, targets.list == nil {
                throw (fields["keys_from"] ?? item).wrong(
                    "columns and rows need a CSV file of targets", fix: "write targets: { csv: … }")
            }
            let keys =
                keysFrom != nil && fields["keys"] == nil
                ? [] : try KeyFields.read(try PlanFields.required(fields["keys"], "keys", in: item))
            try checkSize(of: keys, fields["keys"] ?? item)
            let entry = SecretEntry(
                secret: secret, targets: targets, expect: expect, keys: keys, keysFrom: keysFrom,
                drop: try drop(fields["drop"], keys: keys), steps: try fields["steps"].map(steps),
                create: try fields["create"]?.choice(CreateMode.self) ?? .never)
            if let create = fields["create"], entry.create == .missing, targets.lookup?.secrets != nil {
                throw create.wrong(
                    "a pattern finds only secrets that exist", fix: "leave it out, or name the secret with secret:")
            }
            if let column = entry.columns.first, targets.list == nil {
                throw (fields["keys"] ?? item).wrong(
                    "the column \(quoted(column)) needs a CSV file of targets", fix: "write targets: { csv: … }")
            }
            if case .rows = keysFrom?.listed?.form, let column = entry.columns.first {
                throw (fields["keys"] ?? item).wrong(
                    "the key takes the column \(quoted(column)), but the list has a row for each key",
                    fix: "leave it to keys_from, or give it another source")
            }
            // References and cycles among templates concern all keys together.
            _ = try (fields["keys"] ?? item).placed { try entry.evaluationOrder() }
            return entry
        }
    }

    /// Checks the literals against the maximum size of a Kubernetes Secret; the other values are checked before they
    /// are sent.
    private static func checkSize(of keys: [KeyPolicy], _ field: Field) throws {
        let known = keys.reduce(0) { sum, key in
            if case .literal(let text) = key.source { sum + text.utf8.count } else { sum }
        }
        guard known <= KeyFields.maxLiteralBytes else {
            throw field.wrong(
                "the literals of one secret add up to \(known) bytes, over 1 MiB",
                fix: "shorten them; Kubernetes accepts no larger secret")
        }
    }

    private static func steps(_ field: Field) throws -> Steps {
        let fields = try field.mapping(known: ["set", "verify"])
        guard !fields.isEmpty else { throw field.wrong("steps is empty", fix: "write set: or verify:, or both") }
        return Steps(
            set: try fields["set"].map { try CallFields.read($0) },
            verify: try fields["verify"].map { try CallFields.read($0) })
    }

    private static func drop(_ field: Field?, keys: [KeyPolicy]) throws -> Set<KeyName> {
        guard let field else { return [] }
        var dropped: Set<KeyName> = []
        for item in try field.list() {
            let text = try item.text()
            let name = try item.placed { try KeyName(text) }
            if keys.contains(where: { $0.name == name }) {
                throw item.wrong("\(quoted(text)) is under drop and under keys", fix: "keep one of them")
            }
            guard dropped.insert(name).inserted else {
                throw item.wrong("\(quoted(text)) is listed twice", fix: "keep one of them")
            }
        }
        return dropped
    }
}
