/// A file of several values: one of `keys_from`, or of which a key takes one.
package struct ValueFile: Sendable, Hashable {
    package enum Form: String, Sendable, CaseIterable {
        case dotenv, json
    }

    package let form: Form
    /// A relative path counts from the job file.
    package let path: TargetText
    /// Where in a JSON file the values lie.
    package let select: JSONPointer?
    /// Whether `${NAME}` in a dotenv file stands for another value of the file.
    package let expands: Bool
    /// Of the values that it brings under `keys_from`; a key that takes one of them has rules of its own.
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
