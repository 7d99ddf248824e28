import JobFile
import Model
import Secrecy
import Values

/// The values in a row of a list, checked as they would be before they are sent.
enum ListedValues {
    /// - Parameter rules: by column, what its values may be.
    /// - Throws: `Refusal` for the first that cannot be sent.
    static func checked(
        _ row: TargetTable.Row, _ rules: [String: ValueRules] = [:]
    ) throws -> [(column: String, value: Secret)] {
        try row.fields.map { column, text in
            let allowed = rules[column] ?? ValueRules()
            guard !text.isEmpty || allowed.allowsEmpty else {
                throw Refusal("the column \(quoted(column)) is empty", mend: "write the value, or empty: allowed")
            }
            let value = Secret(utf8: text)
            do {
                // The list's own text is kept: each key that takes it trims it for itself.
                _ = try value.checkedForSending(KeyName(stored: column), allowed)
                return (column, value)
            } catch ValueError.source(let refusal) {
                throw refusal
            }
        }
    }
}
