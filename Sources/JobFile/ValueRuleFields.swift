import Model

/// What a key, or a file that provides keys, allows as values: `empty`, `raw` and `trim`.
enum ValueRuleFields {
    static let names = ["empty", "raw", "trim"]

    /// Reads only these fields; the others are read elsewhere.
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

    /// The same for keys of a list, which may leave out keys without a value.
    static func readListed(_ field: Field) throws -> (rules: ValueRules, skipsEmpty: Bool) {
        var rules = ValueRules()
        var skipsEmpty = false
        for (name, value) in try field.pairs() {
            switch name {
            case "empty" where try value.text() == "skip": skipsEmpty = true
            case "empty":
                guard try value.text() == "allowed" else {
                    throw value.wrong(
                        "\(quoted(try value.text())) is not known here", fix: "write skip or allowed, or leave it out")
                }
                rules.allowsEmpty = true
            case "raw": rules.allowsRaw = try isAllowed(value)
            case "trim": rules.trims = try value.flag()
            default: break
            }
        }
        return (rules, skipsEmpty)
    }

    private static func isAllowed(_ field: Field) throws -> Bool {
        let text = try field.text()
        guard text == "allowed" else {
            throw field.wrong("\(quoted(text)) is not known here", fix: "write allowed, or leave it out")
        }
        return true
    }
}
