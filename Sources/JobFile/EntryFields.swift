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
            let targets = try targets(fields["targets"], secret: secret, item, &seen)
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
                secret: secret, targets: targets, keys: keys, keysFrom: keysFrom,
                drop: try drop(fields["drop"], keys: keys), steps: try fields["steps"].map(steps),
                create: try fields["create"]?.choice(CreateMode.self) ?? .never)
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

    private static func targets(
        _ field: Field?, secret: SecretName?, _ item: Field, _ seen: inout [Target: Field]
    ) throws -> TargetSelection {
        guard let field else {
            if secret == nil {
                throw item.wrong("secret is missing", fix: "write secret: with the name that the app shows")
            }
            return .table
        }
        let kinds = ["apps", "app_names", "app_type", "all", "csv"]
        let fields = try field.mapping(known: kinds + ["delimiter", "columns"])
        let named = kinds.filter { fields[$0] != nil }
        guard named.count == 1 else {
            throw field.wrong(
                named.isEmpty ? "no targets are named" : "\(named.joined(separator: " and ")) are set together",
                fix: named.isEmpty ? "write one of \(kinds.joined(separator: ", "))" : "write one of them")
        }
        if let list = fields["csv"] {
            return .csv(
                TargetList(
                    path: try list.nonEmptyText(), delimiter: try fields["delimiter"].map(delimiter) ?? .comma,
                    columns: try fields["columns"].map(columns) ?? TargetColumns()))
        }
        for name in ["delimiter", "columns"] {
            if let stray = fields[name] { throw stray.wrong("\(name) is only for csv", fix: "leave it out") }
        }
        guard let secret else {
            throw item.wrong("secret is missing", fix: "write secret: with the name that the app shows")
        }
        if let names = fields["app_names"] { return .lookup(.names(try appNames(names))) }
        if let type = fields["app_type"] { return .lookup(.type(try type.choice(AppType.self))) }
        if let all = fields["all"] {
            guard try all.flag() else { throw all.wrong("all: false selects no target", fix: "write all: true") }
            return .lookup(.all)
        }
        return .apps(try apps(try PlanFields.required(fields["apps"], "apps", in: field), secret, &seen))
    }

    private static func delimiter(_ field: Field) throws -> CSVDelimiter {
        let text = try field.text()
        return try field.placed { try CSVDelimiter(text) }
    }

    private static func columns(_ field: Field) throws -> TargetColumns {
        let fields = try field.mapping(known: ["app_id", "app_name", "secret_name"])
        guard !fields.isEmpty else {
            throw field.wrong(
                "no column is named", fix: "write app_id, app_name or secret_name with the column's name")
        }
        var seen: Set<String> = []
        for name in ["app_id", "app_name", "secret_name"] {
            guard let column = fields[name] else { continue }
            guard seen.insert(try column.nonEmptyText()).inserted else {
                throw column.wrong("\(quoted(try column.text())) is named twice", fix: "name another column")
            }
        }
        return TargetColumns(
            appID: try fields["app_id"]?.nonEmptyText(), appName: try fields["app_name"]?.nonEmptyText(),
            secretName: try fields["secret_name"]?.nonEmptyText())
    }

    private static func apps(_ field: Field, _ secret: SecretName, _ seen: inout [Target: Field]) throws -> [AppID] {
        try field.list().map { item in
            let text = try item.text()
            let app = try item.placed { try AppID(text) }
            if let first = seen.updateValue(item, forKey: Target(app: app, secret: secret)) {
                throw item.wrong(
                    "\(app)/\(secret) is in the plan twice, first on line \(first.line ?? 0)",
                    fix: "keep one of them")
            }
            return app
        }
    }

    private static func appNames(_ field: Field) throws -> [String] {
        var seen: Set<String> = []
        return try field.list().map { item in
            let name = try item.nonEmptyText()
            guard seen.insert(name).inserted else {
                throw item.wrong("\(quoted(name)) is listed twice", fix: "keep one of them")
            }
            return name
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
