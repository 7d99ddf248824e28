package import Model

/// A CSV file of targets. It is read row by row, so that a million rows take no memory. In the long form all rows are
/// kept in memory, because the rows of one target may be anywhere in the file.
///
/// The file has a header row; the column of the app's id or of its name; the column `secret_name` if the entry names no
/// secret; and columns that keys take. Other columns are ignored.
package struct TargetTable: Sendable {
    private let path: String
    /// The name for messages.
    package let name: String
    private let delimiter: CSVDelimiter
    private let secret: SecretName?
    private let own: TargetColumns
    private let taken: Columns

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

    /// - Throws: `JobFileError` for the first row that is wrong, or what `body` throws.
    package func forEach(_ body: (Row) throws -> Void) throws {
        var reader = try CSVReader(path: path, name: name, delimiter: delimiter)
        guard let row = try TargetHeader.row(&reader, delimiter) else {
            throw reader.wrong(
                1, "the file is empty", fix: "write a header row with \(own.appID ?? own.appName ?? "app_id")")
        }
        let header = TargetHeader(row: row, file: name, delimiter: delimiter)
        let layout = try header.layout(own, secret: secret, taken: taken)
        if case .rows = taken {
            try forEachGroup(&reader, header, layout, body)
            return
        }
        while let row = try next(&reader, header) {
            let fields = layout.taken.map { (column: $0.name, text: row.fields[$0.index]) }
            try body(Row(line: row.line, target: try target(row, layout, reader), fields: fields))
        }
    }

    /// The long form, target by target in the order of their first rows.
    private func forEachGroup(
        _ reader: inout CSVReader, _ header: TargetHeader, _ layout: TargetHeader.Layout, _ body: (Row) throws -> Void
    ) throws {
        struct Group {
            let line: Int
            var fields: [(column: String, text: String)] = []
            var lines: [String: Int] = [:]
        }
        var order: [ListedTarget] = []
        var groups: [ListedTarget: Group] = [:]
        while let row = try next(&reader, header) {
            let target = try target(row, layout, reader)
            let key = row.fields[layout.taken[0].index]
            do {
                _ = try KeyName(key)
            } catch let invalid as InvalidInput {
                throw wrong(row.line, invalid)
            }
            if groups[target] == nil { order.append(target) }
            let earlier = groups[target, default: Group(line: row.line)].lines.updateValue(row.line, forKey: key)
            if let earlier {
                throw reader.wrong(
                    row.line, "\(target) has the key \(quoted(key)) twice, first on line \(earlier)",
                    fix: "keep one of the rows")
            }
            groups[target]?.fields.append((key, row.fields[layout.taken[1].index]))
        }
        for target in order {
            guard let group = groups[target] else { continue }
            try body(Row(line: group.line, target: target, fields: group.fields, lines: group.lines))
        }
    }

    private func next(_ reader: inout CSVReader, _ header: TargetHeader) throws -> CSVReader.Row? {
        guard let row = try reader.next() else { return nil }
        guard row.fields.count == header.row.fields.count else {
            throw reader.wrong(
                row.line, "the row has \(row.fields.count) fields, the header \(header.row.fields.count)",
                fix: "put quotes around fields that contain a \(delimiter == .comma ? "comma" : quoted(delimiter.text))"
            )
        }
        return row
    }

    private func target(
        _ row: CSVReader.Row, _ layout: TargetHeader.Layout, _ reader: CSVReader
    ) throws -> ListedTarget {
        do {
            let secret = try self.secret ?? SecretName(layout.secret.map { row.fields[$0] } ?? "")
            let id = layout.appID.map { row.fields[$0] }
            guard let column = layout.appName, id?.isEmpty ?? true else {
                return .identified(Target(app: try AppID(id ?? ""), secret: secret))
            }
            let name = row.fields[column]
            if name.isEmpty {
                throw InvalidInput("the row does not name an app", fix: "write the app's id or its name")
            }
            return .named(NamedTarget(app: name, secret: secret))
        } catch let invalid as InvalidInput {
            throw reader.wrong(row.line, invalid.what, fix: invalid.remedy)
        }
    }
}
