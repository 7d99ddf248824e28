/// Reads the fields of a body and gathers what is wrong with them.
struct SecretFieldReader {
    /// The whole body, which FastAPI echoes where a field is missing.
    let text: String
    var invalid: [InvalidField] = []

    mutating func string(_ fields: [String: Any], _ name: String, at context: [String]) -> String {
        if let text = fields[name] as? String { return text }
        let found = fields[name]
        invalid.append(
            InvalidField(
                context + [name], found == nil ? .missing : .notText, input: InvalidField.json(found ?? fields)))
        return ""
    }

    mutating func pairs(_ data: Any?) -> [(key: String, value: String)] {
        let context = ["body", "data"]
        guard let data else {
            invalid.append(InvalidField(context, .missing, input: text))
            return []
        }
        guard let list = data as? [Any] else {
            invalid.append(InvalidField(context, .notList, input: InvalidField.json(data)))
            return []
        }
        var pairs: [(key: String, value: String)] = []
        var keys: Set<String> = []
        for (index, item) in list.enumerated() {
            let context = context + [String(index)]
            guard let fields = item as? [String: Any] else {
                invalid.append(InvalidField(context, .notObject, input: InvalidField.json(item)))
                continue
            }
            let before = invalid.count
            let key = string(fields, "key", at: context)
            let value = string(fields, "value", at: context)
            guard invalid.count == before else { continue }
            if !SecretBody.isName(key) || !keys.insert(key).inserted {
                invalid.append(InvalidField(context + ["key"], .badKey, input: text))
            }
            pairs.append((key, value))
        }
        return pairs
    }
}
