import Model

/// The rows of a list of targets, in their order, read from disk as they are asked for.
package struct TargetRows {
    private let table: TargetTable
    private let header: TargetHeader
    private let layout: TargetHeader.Layout
    private var reader: CSVReader
    /// Of the long form: what is left of all rows, the last first.
    private var groups: [TargetTable.Row]?

    init(of table: TargetTable) throws {
        self.table = table
        reader = try CSVReader(path: table.path, name: table.name, delimiter: table.delimiter)
        guard let row = try TargetHeader.row(&reader, table.delimiter) else {
            throw reader.wrong(
                1, "the file is empty",
                fix: "write a header row with \(table.own.appID ?? table.own.appName ?? "app_id")")
        }
        header = TargetHeader(row: row, file: table.name, delimiter: table.delimiter)
        layout = try header.layout(table.own, secret: table.secret, taken: table.taken)
        if case .rows = table.taken { groups = try Self.groups(&reader, table, header, layout).reversed() }
    }

    /// - Throws: `JobFileError` if the row is wrong.
    package mutating func next() throws -> TargetTable.Row? {
        if groups != nil { return groups?.popLast() }
        guard let row = try Self.next(&reader, header) else { return nil }
        let fields = layout.taken.map { (column: $0.name, text: row.fields[$0.index]) }
        return TargetTable.Row(line: row.line, target: try Self.target(row, table, layout), fields: fields)
    }

    /// The long form, target by target in the order of their first rows.
    private static func groups(
        _ reader: inout CSVReader, _ table: TargetTable, _ header: TargetHeader, _ layout: TargetHeader.Layout
    ) throws -> [TargetTable.Row] {
        struct Group {
            let line: Int
            var fields: [(column: String, text: String)] = []
            var lines: [String: Int] = [:]
        }
        var order: [ListedTarget] = []
        var groups: [ListedTarget: Group] = [:]
        while let row = try next(&reader, header) {
            let target = try target(row, table, layout)
            let key = row.fields[layout.taken[0].index]
            do {
                _ = try KeyName(key)
            } catch let invalid as InvalidInput {
                throw table.wrong(row.line, invalid)
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
        return order.compactMap { target in
            groups.removeValue(forKey: target).map {
                TargetTable.Row(line: $0.line, target: target, fields: $0.fields, lines: $0.lines)
            }
        }
    }

    private static func next(
        _ reader: inout CSVReader, _ header: TargetHeader
    ) throws -> CSVReader.Row? {
        guard let row = try reader.next() else { return nil }
        guard row.fields.count == header.row.fields.count else {
            throw reader.wrong(
                row.line, "the row has \(row.fields.count) fields, the header \(header.row.fields.count)",
                fix: "put quotes around fields that contain a "
                    + "\(header.delimiter == .comma ? "comma" : quoted(header.delimiter.text))")
        }
        return row
    }

    private static func target(
        _ row: CSVReader.Row, _ table: TargetTable, _ layout: TargetHeader.Layout
    ) throws -> ListedTarget {
        do {
            let secret = try table.secret ?? SecretName(layout.secret.map { row.fields[$0] } ?? "")
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
            throw table.wrong(row.line, invalid)
        }
    }
}
