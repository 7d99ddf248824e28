import Model

/// The entries under `secrets`.
enum EntryFields {
    static func read(_ field: Field) throws -> [SecretEntry] {
        var seen: [Target: Field] = [:]
        return try field.list().map { item in
            let fields = try item.mapping(
                known: ["secret", "targets", "keys", "drop"], later: LaterFields.entry)
            let secret = try fields["secret"].map { field in
                let text = try field.text()
                return try field.placed { try SecretName(text) }
            }
            let targets = try targets(fields["targets"], secret: secret, item, &seen)
            let keys = try KeyFields.read(try PlanFields.required(fields["keys"], "keys", in: item))
            let entry = SecretEntry(
                secret: secret, targets: targets, keys: keys, drop: try drop(fields["drop"], keys: keys))
            // References and circles among templates concern the keys as a whole.
            _ = try (fields["keys"] ?? item).placed { try entry.evaluationOrder() }
            return entry
        }
    }

    private static func targets(
        _ field: Field?, secret: SecretName?, _ item: Field, _ seen: inout [Target: Field]
    ) throws -> TargetSelection {
        guard let field else {
            if secret == nil {
                throw item.wrong("secret is missing", mend: "write secret: with the name that the app shows")
            }
            return .table
        }
        let fields = try field.mapping(known: ["apps", "csv"], later: LaterFields.targets)
        guard fields.count == 1 else {
            throw field.wrong(
                fields.isEmpty ? "no targets are named" : "apps and csv stand side by side", mend: "write one of them")
        }
        if let list = fields["csv"] { return .csv(path: try list.nonEmptyText()) }
        guard let secret else {
            throw item.wrong("secret is missing", mend: "write secret: with the name that the app shows")
        }
        return .apps(try apps(try PlanFields.required(fields["apps"], "apps", in: field), secret, &seen))
    }

    private static func apps(_ field: Field, _ secret: SecretName, _ seen: inout [Target: Field]) throws -> [AppID] {
        try field.list().map { item in
            let text = try item.text()
            let app = try item.placed { try AppID(text) }
            if let first = seen.updateValue(item, forKey: Target(app: app, secret: secret)) {
                throw item.wrong(
                    "\(app)/\(secret) is in the plan twice, first on line \(first.line ?? 0)",
                    mend: "keep one of them")
            }
            return app
        }
    }

    private static func drop(_ field: Field?, keys: [KeyPolicy]) throws -> Set<KeyName> {
        guard let field else { return [] }
        var dropped: Set<KeyName> = []
        for item in try field.list() {
            let text = try item.text()
            let name = try item.placed { try KeyName(text) }
            if keys.contains(where: { $0.name == name }) {
                throw item.wrong("\(quoted(text)) is to be dropped and to be written", mend: "choose one")
            }
            guard dropped.insert(name).inserted else {
                throw item.wrong("\(quoted(text)) stands there twice", mend: "keep one of them")
            }
        }
        return dropped
    }
}
