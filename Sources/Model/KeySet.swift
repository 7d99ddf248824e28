/// Where an entry gets keys from, besides those that it names one by one.
package enum KeySet: Sendable, Equatable {
    /// If it has a key that the entry names itself, the entry's own source is used.
    case file(ValueFile)
    /// The list of targets has them; they are read and sealed when the plan is applied.
    case list(ListedKeys)

    package var file: ValueFile? {
        if case .file(let file) = self { file } else { nil }
    }

    package var listed: ListedKeys? {
        if case .list(let keys) = self { keys } else { nil }
    }

    /// Which keys it provides, in a few words.
    package var summary: String {
        switch self {
        case .file(let file):
            "all keys of \(file.form.rawValue) \(file.path.text)" + (file.select.map { " at \($0.text)" } ?? "")
        case .list(let keys): keys.form.summary + (keys.skipsEmpty ? ", only those with a value" : "")
        }
    }
}

/// The keys that a list of targets provides.
package struct ListedKeys: Sendable, Equatable {
    package enum Form: Sendable, Equatable {
        /// Each column that does not describe the target and that no key takes for itself.
        case allColumns
        case columns([String])
        /// One row for each key: the columns of its name and of its value.
        case rows(key: String, value: String)

        fileprivate var summary: String {
            switch self {
            case .allColumns: "all columns of the list"
            case .columns(let names): "columns \(names.joined(separator: ", ")) of the list"
            case .rows(let key, let value): "rows of the list: key \(key), value \(value)"
            }
        }
    }

    package let form: Form

    package var isLong: Bool {
        if case .rows = form { true } else { false }
    }

    package let rules: ValueRules
    /// `empty: skip`: a key without a value is not a key of that target.
    package let skipsEmpty: Bool

    package init(form: Form, rules: ValueRules = ValueRules(), skipsEmpty: Bool = false) {
        self.form = form
        self.rules = rules
        self.skipsEmpty = skipsEmpty
    }
}
