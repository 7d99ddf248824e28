package import Model

/// A CSV file of targets. It is read row by row, so that a million rows take no memory. In the long form all rows are
/// kept in memory, because the rows of one target may be anywhere in the file.
///
/// The file has a header row; the column of the app's id or of its name; the column `secret_name` if the entry names no
/// secret; and columns that keys take. Other columns are ignored.
package struct TargetTable: Sendable {
    let path: String
    /// The name for messages.
    package let name: String
    let delimiter: CSVDelimiter
    let secret: SecretName?
    let own: TargetColumns
    let taken: Columns

    /// Which columns are returned besides those of the target.
    package enum Columns: Sendable {
        case named([String])
        /// All other columns.
        case others
        /// All other columns, as keys; the given columns must be among them.
        case keys(needed: [String])
        /// The long form: one row per key, with a column for its name and a column for its value.
        case rows(key: String, value: String)
    }

    /// A row, or all rows of one target, and the line on which it begins.
    package struct Row: Sendable {
        package let line: Int
        package let target: ListedTarget
        package let fields: [(column: String, text: String)]
        /// In the long form, by key.
        private let lines: [String: Int]

        init(
            line: Int, target: ListedTarget, fields: [(column: String, text: String)], lines: [String: Int] = [:]
        ) {
            self.line = line
            self.target = target
            self.fields = fields
            self.lines = lines
        }

        /// The line of a field.
        package func line(of column: String) -> Int { lines[column] ?? line }

        /// The same row with only some of its fields.
        package func with(_ fields: [(column: String, text: String)]) -> Row {
            Row(line: line, target: target, fields: fields, lines: lines)
        }
    }

    /// - Parameters:
    ///   - name: the path as the user wrote it.
    ///   - secret: the secret that all rows are about; `nil` when a column names it.
    package init(
        path: String, name: String? = nil, secret: SecretName?, columns: Columns = .named([]),
        delimiter: CSVDelimiter = .comma, own: TargetColumns = TargetColumns()
    ) {
        self.path = path
        self.name = name ?? path
        self.delimiter = delimiter
        self.secret = secret
        self.own = own
        taken = columns
    }

    /// The names of a list's columns. - Throws: `JobFileError` when it cannot be read.
    package static func header(of path: String, name: String) throws -> [String] {
        var reader = try CSVReader(path: path, name: name)
        return try TargetHeader.row(&reader, .comma)?.fields ?? []
    }

    /// What is wrong with a row, as an error of this file.
    package func wrong(_ line: Int, _ invalid: InvalidInput) -> JobFileError {
        JobFileError(
            file: name, line: line, column: nil, field: nil, what: invalid.what, remedy: invalid.remedy)
    }

    /// Opens the list.
    /// - Throws: `JobFileError` where it cannot be read or its header is wrong; of the long form for any row.
    package func rows() throws -> TargetRows { try TargetRows(of: self) }

    /// - Throws: `JobFileError` for the first row that is wrong, or what `body` throws.
    package func forEach(_ body: (Row) throws -> Void) throws {
        var rows = try rows()
        while let row = try rows.next() { try body(row) }
    }
}
