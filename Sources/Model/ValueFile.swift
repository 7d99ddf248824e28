/// A file with several values: all for `keys_from`, or one for a key.
package struct ValueFile: Sendable, Hashable {
    package enum Form: String, Sendable, CaseIterable {
        case dotenv, json
    }

    package let form: Form
    /// A relative path counts from the job file.
    package let path: TargetText
    /// The position of the values in a JSON file.
    package let select: JSONPointer?
    /// Whether `${NAME}` in a dotenv file is replaced by another value of the file.
    package let expands: Bool
    /// The rules for values that it provides under `keys_from`; a key that takes one value has its own rules.
    package let rules: ValueRules

    package init(
        form: Form, path: TargetText, select: JSONPointer? = nil, expands: Bool = false,
        rules: ValueRules = ValueRules()
    ) {
        self.form = form
        self.path = path
        self.select = select
        self.expands = expands
        self.rules = rules
    }
}
