import Model

/// A file with several values, and how to read it.
enum ValueFileFields {
    /// - Parameter fields: the fields beside its path.
    static func read(
        _ form: ValueFile.Form, _ path: Field, _ fields: [String: Field], rules: ValueRules = ValueRules()
    ) throws -> ValueFile {
        let select = try fields["select"].map { field in
            let text = try field.text()
            return try field.placed { try JSONPointer(text) }
        }
        return ValueFile(
            form: form, path: try path.targetText(), select: select, expands: try fields["expand"]?.flag() ?? false,
            rules: rules)
    }
}
