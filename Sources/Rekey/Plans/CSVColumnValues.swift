import JobFile
import Model
import Secrets
import Values

/// The values in a row of a list, checked as before sending.
enum CSVColumnValues {
    /// - Parameters:
    ///   - rules: for each column, the rules for its values.
    ///   - keys: what the other columns are, if they are keys.
    /// - Throws: `ListedValueError` for the first value that cannot be sent.
    static func checked(
        _ row: TargetTable.Row, _ rules: [String: ValueRules] = [:], keys: ListedKeys? = nil
    ) throws -> [(column: String, value: Secret)] {
        try row.fields.map { column, text in
            let allowed = rules[column] ?? keys?.rules ?? ValueRules()
            guard !text.isEmpty || allowed.allowsEmpty else {
                let isKey = rules[column] == nil && keys != nil
                throw ListedValueError(
                    column: column,
                    invalid: InvalidInput(
                        "\(keys.map(\.isLong) == true ? "the value of" : "the column") \(quoted(column)) is empty",
                        fix: isKey
                            ? "write the value, or empty: skip or allowed under keys_from"
                            : "write the value, or empty: allowed"))
            }
            let value = Secret(utf8: text)
            do {
                // The text is stored as it is in the list: each key that takes it trims it for itself.
                _ = try value.checkedForSending(KeyName(stored: column), allowed)
                return (column, value)
            } catch ValueError.source(let invalid) {
                throw ListedValueError(column: column, invalid: invalid)
            }
        }
    }
}

/// A value in a list that cannot be sent.
struct ListedValueError: Error {
    let column: String
    let invalid: InvalidInput
}
