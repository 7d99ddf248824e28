package import Model

/// A CSV file of targets, read row by row, so that a million rows take no memory; of the long form all rows are held,
/// because those of one target may stand anywhere.
///
/// A header row; the column of the app's id, or of its name; the column `secret_name` where the entry names no secret;
/// columns that keys take; other columns are left alone.
package struct TargetTable: Sendable {
    private let path: String
    /// As messages call it.
    package let name: String
    private let delimiter: CSVDelimiter
    private let secret: SecretName?
    private let own: TargetColumns
    private let taken: Columns

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
            } catch let refusal as InvalidInput {
                throw wrong(row.line, refusal)
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
                fix: "quote fields that have a \(delimiter == .comma ? "comma" : quoted(delimiter.text))")
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
                throw InvalidInput("the row names no app", fix: "write the app's id or its name")
            }
            return .named(NamedTarget(app: name, secret: secret))
        } catch let refusal as InvalidInput {
            throw reader.wrong(row.line, refusal.what, fix: refusal.remedy)
        }
    }
}
