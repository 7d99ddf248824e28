import JobFile
import Model
import Secrecy
import Values

/// The values in a row of a list, checked as they would be before they are sent.
enum ListedValues {
    /// - Throws: `Refusal` for the first that is empty or cannot be sent.
    static func checked(_ row: TargetTable.Row) throws -> [(column: String, value: Secret)] {
        try row.fields.map { column, text in
            guard !text.isEmpty else {
                throw Refusal("the column \(quoted(column)) is empty", mend: "write the value")
            }
            do {
                return (column, try Secret(utf8: text).checkedForSending(KeyName(stored: column)))
            } catch ValueError.source(let refusal) {
                throw refusal
            }
        }
    }
}
