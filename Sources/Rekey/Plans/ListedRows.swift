import JobFile
import Model
import Secrets

/// The rows of an entry's list, checked one by one, with their values in clear.
struct ListedRows {
    private let table: TargetTable
    private let entry: SecretEntry
    private let rules: [String: ValueRules]
    private let listed: ListedKeys?
    private var rows: TargetRows
    private var line = 1

    /// Where the last row begins.
    var position: String { "\(table.name):\(line)" }

    /// - Parameter path: the path of the list; `list.path` is how the user wrote it.
    /// - Throws: `JobFileError` if the list cannot be read.
    init(_ list: TargetList, at path: String, of entry: SecretEntry) throws {
        self.entry = entry
        rules = entry.columnRules
        listed = entry.keysFrom?.listed
        table = TargetTable(
            path: path, name: list.path, secret: entry.secret, columns: Self.columns(of: entry),
            delimiter: list.delimiter, own: list.columns)
        rows = try table.rows()
    }

    /// - Throws: `JobFileError` if the row is wrong or a value cannot be sent.
    mutating func next() throws -> (target: ListedTarget, values: [(column: String, value: Secret)])? {
        guard let row = try rows.next() else { return nil }
        line = row.line
        do {
            let row = try listed.map { try Self.withoutSkipped(row, $0, entry) } ?? row
            return (row.target, try CSVColumnValues.checked(row, rules, keys: listed))
        } catch let error as ListedValueError {
            throw table.wrong(row.line(of: error.column), error.invalid)
        } catch let invalid as InvalidInput {
            throw table.wrong(row.line, invalid)
        }
    }

    private static func columns(of entry: SecretEntry) -> TargetTable.Columns {
        switch entry.keysFrom?.listed?.form {
        case .allColumns: .keys(needed: entry.columns)
        case .columns(let names): .named(entry.columns + names.filter { !entry.columns.contains($0) })
        case .rows(let key, let value): .rows(key: key, value: value)
        case nil: .named(entry.columns)
        }
    }

    /// A row without the keys that have no value, if those are skipped.
    private static func withoutSkipped(
        _ row: TargetTable.Row, _ keys: ListedKeys, _ entry: SecretEntry
    ) throws -> TargetTable.Row {
        let own = Set(entry.listedKeys(in: row.fields.map(\.column)))
        let kept = row.fields.filter { field in
            let isEmpty = keys.rules.trims ? field.text.allSatisfy(\.isWhitespace) : field.text.isEmpty
            return !(keys.skipsEmpty && own.contains(field.column) && isEmpty)
        }
        guard !entry.keys.isEmpty || !kept.isEmpty else {
            throw InvalidInput(
                "no key has a value, so nothing would be sent", fix: "write a value, or remove the row")
        }
        return row.with(kept)
    }
}
