import Model

/// What a key, or a file that brings keys, allows its values to be: `empty`, `raw` and `trim`.
enum ValueRuleFields {
    static let names = ["empty", "raw", "trim"]

    /// Reads these fields alone; others are left to who knows them.
    static func read(_ field: Field) throws -> ValueRules {
        var rules = ValueRules()
        for (name, value) in try field.pairs() {
            switch name {
            case "empty": rules.allowsEmpty = try isAllowed(value)
            case "raw": rules.allowsRaw = try isAllowed(value)
            case "trim": rules.trims = try value.flag()
            default: break
            }
        }
        return rules
    }

    private static func isAllowed(_ field: Field) throws -> Bool {
        let text = try field.text()
        guard text == "allowed" else {
            throw field.wrong("\(quoted(text)) is not known here", mend: "write allowed, or leave it out")
        }
        return true
    }
}
