package import Model

/// A CSV file of targets, read row by row, so that a million rows take no memory; of the long form all rows are held,
/// because those of one target may stand anywhere.
///
/// A header row; the column of the app's id, or of its name; the column `secret_name` where the entry names no secret;
/// columns that keys take; other columns are left alone.
package struct TargetTable: Sendable {
    let path: String
    /// As messages call it.
    package let name: String
    let delimiter: CSVDelimiter
    let secret: SecretName?
    let own: TargetColumns
    let taken: Columns

    /// Which columns besides the target's are handed out.
    package enum Columns: Sendable {
        case named([String])
        /// All others.
        case others
        /// All others, which are names of keys, among them those that are needed.
        case keys(needed: [String])
        /// The long form: a row for each key, named by one column, its value in another.
        case rows(key: String, value: String)
    }

    /// A row, or the rows of one target, and the line on which it begins.
    package struct Row: Sendable {
        package let line: Int
        package let target: ListedTarget
        package let fields: [(column: String, text: String)]
        /// Of the long form, by key.
        private let lines: [String: Int]

        init(
            line: Int, target: ListedTarget, fields: [(column: String, text: String)], lines: [String: Int] = [:]
        ) {
            self.line = line
            self.target = target
            self.fields = fields
            self.lines = lines
        }

        /// On which a field is.
        package func line(of column: String) -> Int { lines[column] ?? line }

        /// The same with some of its fields.
        package func with(_ fields: [(column: String, text: String)]) -> Row {
            Row(line: line, target: target, fields: fields, lines: lines)
        }
    }

    /// - Parameters:
    ///   - name: how the user wrote its path.
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

    /// What is wrong with a row, in the words of the other errors of this file.
    package func wrong(_ line: Int, _ refusal: InvalidInput) -> JobFileError {
        JobFileError(
            file: name, line: line, column: nil, field: nil, what: refusal.what, remedy: refusal.remedy)
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
