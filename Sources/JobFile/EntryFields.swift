import Model

/// The entries under `secrets`.
enum EntryFields {
    static func read(_ field: Field) throws -> [SecretEntry] {
        var seen: [Target: Field] = [:]
        return try field.list().map { item in
            let fields = try item.mapping(
                known: ["secret", "targets", "keys", "keys_from", "drop", "steps"])
            let secret = try fields["secret"].map { field in
                let text = try field.text()
                return try field.placed { try SecretName(text) }
            }
            let targets = try targets(fields["targets"], secret: secret, item, &seen)
            let keysFrom = try fields["keys_from"].map(valueFile)
            let keys =
                keysFrom != nil && fields["keys"] == nil
                ? [] : try KeyFields.read(try PlanFields.required(fields["keys"], "keys", in: item))
            let entry = SecretEntry(
                secret: secret, targets: targets, keys: keys, keysFrom: keysFrom,
                drop: try drop(fields["drop"], keys: keys), steps: try fields["steps"].map(steps))
            if let column = entry.columns.first, !targets.isList {
                throw (fields["keys"] ?? item).wrong(
                    "the column \(quoted(column)) needs a CSV file of targets", mend: "write targets: { csv: … }")
            }
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
        let kinds = ["apps", "app_names", "app_type", "all", "csv"]
        let fields = try field.mapping(known: kinds)
        guard fields.count == 1 else {
            let named = kinds.filter { fields[$0] != nil }
            throw field.wrong(
                named.isEmpty ? "no targets are named" : "\(named.joined(separator: " and ")) stand side by side",
                mend: named.isEmpty ? "write one of \(kinds.joined(separator: ", "))" : "write one of them")
        }
        if let list = fields["csv"] { return .csv(path: try list.nonEmptyText()) }
        guard let secret else {
            throw item.wrong("secret is missing", mend: "write secret: with the name that the app shows")
        }
        if let names = fields["app_names"] { return .lookup(.names(try appNames(names))) }
        if let type = fields["app_type"] { return .lookup(.type(try type.choice(AppType.self))) }
        if let all = fields["all"] {
            guard try all.flag() else { throw all.wrong("all: false names no target", mend: "write all: true") }
            return .lookup(.all)
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

    private static func appNames(_ field: Field) throws -> [String] {
        var seen: Set<String> = []
        return try field.list().map { item in
            let name = try item.nonEmptyText()
            guard seen.insert(name).inserted else {
                throw item.wrong("\(quoted(name)) stands there twice", mend: "keep one of them")
            }
            return name
        }
    }

    private static func valueFile(_ field: Field) throws -> ValueFile {
        let kinds = ValueFile.Form.allCases
        let fields = try field.mapping(known: kinds.map(\.rawValue))
        guard fields.count == 1, let form = kinds.first(where: { fields[$0.rawValue] != nil }),
            let path = fields[form.rawValue]
        else { throw field.wrong("keys_from names one file", mend: "write dotenv: or json: with a path") }
        return ValueFile(form: form, path: try path.targetText())
    }

    private static func steps(_ field: Field) throws -> Steps {
        let fields = try field.mapping(known: ["set", "verify"])
        guard !fields.isEmpty else { throw field.wrong("there are no steps", mend: "write set: or verify:, or both") }
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
                throw item.wrong("\(quoted(text)) is to be dropped and to be written", mend: "choose one")
            }
            guard dropped.insert(name).inserted else {
                throw item.wrong("\(quoted(text)) stands there twice", mend: "keep one of them")
            }
        }
        return dropped
    }
}
