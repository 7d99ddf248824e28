import Model

/// The field `targets` of an entry.
enum TargetFields {
    /// - Parameter seen: the targets that the plan names one by one.
    static func read(
        _ field: Field?, secret: SecretName?, _ item: Field, _ seen: inout [Target: Field]
    ) throws -> (TargetSelection, ExpectedCount?) {
        guard let field else {
            if secret == nil {
                throw item.wrong("secret is missing", fix: "write secret: with the name that the app shows")
            }
            return (.table, nil)
        }
        let kinds = ["apps", "app_names", "app_type", "all", "csv"]
        let fields = try field.mapping(known: kinds + ["delimiter", "columns", "secrets", "expect"])
        let named = kinds.filter { fields[$0] != nil }
        guard named.count == 1 else {
            throw field.wrong(
                named.isEmpty ? "no targets are named" : "\(named.joined(separator: " and ")) are set together",
                fix: named.isEmpty ? "write one of \(kinds.joined(separator: ", "))" : "write one of them")
        }
        let expect = try fields["expect"].map { field in
            let text = try field.text()
            return try field.placed { try ExpectedCount(text) }
        }
        if let list = try list(fields) { return (.csv(list), expect) }
        guard let pattern = try pattern(fields["secrets"], secret: secret) else {
            guard let secret else {
                throw item.wrong(
                    "secret is missing",
                    fix: "write secret: with the name that the app shows, or secrets: with a pattern under targets")
            }
            if let apps = fields["apps"] { return (.apps(try self.apps(apps, secret, &seen)), expect) }
            return (.lookup(TargetLookup(apps: try selection(fields, in: field))), expect)
        }
        return (.lookup(TargetLookup(apps: try selection(fields, in: field), secrets: pattern)), expect)
    }

    private static func list(_ fields: [String: Field]) throws -> TargetList? {
        guard let list = fields["csv"] else {
            for name in ["delimiter", "columns"] {
                if let stray = fields[name] { throw stray.wrong("\(name) is only for csv", fix: "leave it out") }
            }
            return nil
        }
        if let stray = fields["secrets"] {
            throw stray.wrong(
                "the rows of a CSV file name its secrets",
                fix: "leave it out, or write apps, app_names, app_type or all")
        }
        return TargetList(
            path: try list.nonEmptyText(), delimiter: try fields["delimiter"].map(delimiter) ?? .comma,
            columns: try fields["columns"].map(columns) ?? TargetColumns())
    }

    private static func pattern(_ field: Field?, secret: SecretName?) throws -> NamePattern? {
        guard let field else { return nil }
        guard secret == nil else {
            throw field.wrong("secret: and secrets: are both given", fix: "write one of them")
        }
        let text = try field.text()
        return try field.placed { try NamePattern(text) }
    }

    private static func selection(_ fields: [String: Field], in field: Field) throws -> AppSelection {
        if let names = fields["app_names"] { return .names(try appNames(names)) }
        if let type = fields["app_type"] { return .type(try type.choice(AppType.self)) }
        if let all = fields["all"] {
            guard try all.flag() else { throw all.wrong("all: false selects no target", fix: "write all: true") }
            return .all
        }
        return .ids(try ids(try PlanFields.required(fields["apps"], "apps", in: field)))
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

    private static func ids(_ field: Field) throws -> [AppID] {
        var seen: Set<AppID> = []
        return try field.list().map { item in
            let text = try item.text()
            let app = try item.placed { try AppID(text) }
            guard seen.insert(app).inserted else { throw item.wrong("\(app) is listed twice", fix: "keep one of them") }
            return app
        }
    }
}
