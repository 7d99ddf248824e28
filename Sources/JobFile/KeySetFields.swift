import Model

/// The fields of `keys_from`: a file of values, or columns or rows of the list of targets.
enum KeySetFields {
    private static let kinds = ValueFile.Form.allCases.map(\.rawValue) + ["columns", "rows"]

    static func read(_ field: Field) throws -> KeySet {
        let named = try field.pairs().map(\.name).filter(kinds.contains)
        guard named.count == 1, let kind = named.first else {
            throw field.wrong(
                "keys_from needs exactly one source",
                fix: "write dotenv: or json: with a path, or columns: or rows: to use the list of targets")
        }
        guard let form = ValueFile.Form(rawValue: kind) else { return .list(try listed(kind, field)) }
        let own = form == .json ? "select" : "expand"
        let fields = try field.mapping(known: [kind, own] + ValueRuleFields.names)
        guard let path = fields[kind] else { throw field.wrong("keys_from names no file", fix: "write a path") }
        return .file(try ValueFileFields.read(form, path, fields, rules: try ValueRuleFields.read(field)))
    }

    private static func listed(_ kind: String, _ field: Field) throws -> ListedKeys {
        let fields = try field.mapping(known: [kind] + ValueRuleFields.names)
        guard let source = fields[kind] else { throw field.wrong("keys_from names no columns", fix: "write some") }
        let (rules, skipsEmpty) = try ValueRuleFields.readListed(field)
        return ListedKeys(
            form: kind == "rows" ? try rows(source) : try columns(source), rules: rules, skipsEmpty: skipsEmpty)
    }

    private static func columns(_ field: Field) throws -> ListedKeys.Form {
        if !field.isList {
            let text = try field.text()
            guard text == "all" else {
                throw field.wrong("\(quoted(text)) is not known here", fix: "write all, or a list of columns")
            }
            return .allColumns
        }
        var names: [String] = []
        for item in try field.list() {
            let name = try item.nonEmptyText()
            _ = try item.placed { try KeyName(name) }
            guard !names.contains(name) else {
                throw item.wrong("\(quoted(name)) is listed twice", fix: "keep one of them")
            }
            names.append(name)
        }
        return .columns(names)
    }

    private static func rows(_ field: Field) throws -> ListedKeys.Form {
        let fields = try field.mapping(known: ["key", "value"])
        let key = try PlanFields.required(fields["key"], "key", in: field).nonEmptyText()
        let value = try PlanFields.required(fields["value"], "value", in: field)
        guard try value.nonEmptyText() != key else {
            throw value.wrong("key and value are the same column", fix: "name the column that has the values")
        }
        return .rows(key: key, value: try value.nonEmptyText())
    }
}
