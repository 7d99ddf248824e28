import Foundation
package import Model

/// A CSV file of targets, read row by row, so that a million rows take no memory.
///
/// A header row; the column `app_id`; the column `secret_name` where the entry names no secret; columns that keys take;
/// other columns are left alone.
package struct TargetTable: Sendable {
    private let path: String
    /// As messages call it.
    package let name: String
    private let delimiter: CSVDelimiter
    private let secret: SecretName?
    private let taken: Columns

    /// Which columns besides the target's are handed out.
    package enum Columns: Sendable {
        case named([String])
        /// All others.
        case others
    }

    /// A row, and the line on which it begins.
    package struct Row: Sendable {
        package let line: Int
        package let target: Target
        package let fields: [(column: String, text: String)]

        package init(line: Int, target: Target, fields: [(column: String, text: String)]) {
            self.line = line
            self.target = target
            self.fields = fields
        }
    }

    /// Columns that say which target a row is about.
    private static let ownColumns: Set<String> = ["app_id", "secret_name"]

    /// - Parameters:
    ///   - name: how the user wrote its path.
    ///   - secret: the secret that all rows are about; `nil` when the column `secret_name` names it.
    package init(
        path: String, name: String? = nil, secret: SecretName?, columns: Columns = .named([]),
        delimiter: CSVDelimiter = .comma
    ) {
        self.path = path
        self.name = name ?? path
        self.delimiter = delimiter
        self.secret = secret
        taken = columns
    }

    /// The names of a list's columns. - Throws: `JobFileError` when it cannot be read.
    package static func header(of path: String, name: String) throws -> [String] {
        var reader = try CSVReader(path: path, name: name)
        return try Self.header(&reader, .comma)?.fields ?? []
    }

    /// What is wrong with a row, in the words of the other errors of this file.
    package func wrong(_ line: Int, _ refusal: Refusal) -> JobFileError {
        JobFileError(
            file: name, line: line, column: nil, field: nil, what: refusal.what, remedy: refusal.remedy)
    }

    /// - Throws: `JobFileError` for the first row that is wrong, or what `body` throws.
    package func forEach(_ body: (Row) throws -> Void) throws {
        var reader = try CSVReader(path: path, name: name, delimiter: delimiter)
        guard let header = try Self.header(&reader, delimiter) else {
            throw reader.wrong(1, "the file is empty", mend: "write a header row with app_id")
        }
        let columns = try columns(header, reader)
        while let row = try reader.next() {
            guard row.fields.count == header.fields.count else {
                throw reader.wrong(
                    row.line, "the row has \(row.fields.count) fields, the header \(header.fields.count)",
                    mend: "quote fields that have a \(delimiter == .comma ? "comma" : quoted(delimiter.text))")
            }
            let fields = columns.taken.map { (column: $0.name, text: row.fields[$0.index]) }
            try body(Row(line: row.line, target: try target(row, columns, reader), fields: fields))
        }
    }

    /// The first row, after the line by which a spreadsheet says how it splits fields.
    private static func header(_ reader: inout CSVReader, _ delimiter: CSVDelimiter) throws -> CSVReader.Row? {
        guard let first = try reader.next() else { return nil }
        let whole = first.fields.joined(separator: delimiter.text)
        guard first.line == 1, whole.lowercased().hasPrefix("sep="), whole.utf8.count <= 6 else { return first }
        let said = whole.dropFirst(4)
        guard said.isEmpty || said == delimiter.text || said == "\t" && delimiter.text == "\\t" else {
            throw reader.wrong(
                1, "the file says that it is split by \(quoted(String(said))), not by \(quoted(delimiter.text))",
                mend: "write delimiter: \(quoted(String(said))) beside csv:")
        }
        return try reader.next()
    }

    /// A column that is not there, and the likely reason.
    private func missing(
        _ column: String, _ header: CSVReader.Row, _ reader: CSVReader, why: String = "", otherwise: String = ""
    ) -> JobFileError {
        let what = "column \(quoted(column))\(why) is missing"
        if let near = header.fields.first(where: { $0.trimmingCharacters(in: .whitespacesAndNewlines) == column }) {
            return reader.wrong(
                header.line, "\(what): the header has \(quoted(near)), with white space",
                mend: "take the white space out")
        }
        if let near = header.fields.first(where: { $0.lowercased() == column.lowercased() }) {
            return reader.wrong(
                header.line, "\(what): the header has \(quoted(near))", mend: "write it in the same case")
        }
        let others = CSVDelimiter.usual.filter { $0 != delimiter }
        let whole = header.fields.joined(separator: delimiter.text)
        if let other = others.first(where: { other in
            whole.split(separator: Character(Unicode.Scalar(other.byte))).contains {
                $0.trimmingCharacters(in: CharacterSet(charactersIn: " \"")) == column
            }
        }) {
            return reader.wrong(
                header.line, "\(what) (the header is split by \(quoted(other.text)))",
                mend:
                    "set delimiter: \(quoted(other.text)) or save the file with \(delimiter == .comma ? "commas" : quoted(delimiter.text))"
            )
        }
        return reader.wrong(
            header.line, what, mend: "add it to the header row and to each row\(otherwise)")
    }

    private struct Layout {
        let app: Int
        let secret: Int?
        let taken: [(name: String, index: Int)]
    }

    private func columns(_ header: CSVReader.Row, _ reader: CSVReader) throws -> Layout {
        var places: [String: Int] = [:]
        for (index, name) in header.fields.enumerated() {
            guard places.updateValue(index, forKey: name) == nil else {
                throw reader.wrong(header.line, "the column \(quoted(name)) stands there twice", mend: "keep one")
            }
        }
        guard let app = places["app_id"] else {
            throw missing("app_id", header, reader)
        }
        let column = places["secret_name"]
        if secret == nil, column == nil {
            throw missing("secret_name", header, reader, otherwise: ", or write secret: in the job file")
        }
        if secret != nil, column != nil {
            throw reader.wrong(
                header.line, "the column secret_name and the job file's secret: both name the secret",
                mend: "leave secret: out")
        }
        return Layout(app: app, secret: column, taken: try takenColumns(header, places, reader))
    }

    private func takenColumns(
        _ header: CSVReader.Row, _ places: [String: Int], _ reader: CSVReader
    ) throws -> [(name: String, index: Int)] {
        switch taken {
        case .others:
            return header.fields.enumerated().filter { !Self.ownColumns.contains($1) }.map { ($1, $0) }
        case .named(let names):
            return try names.map { name in
                guard let index = places[name] else {
                    throw missing(name, header, reader, why: ", which a key takes,")
                }
                return (name, index)
            }
        }
    }

    private func target(
        _ row: CSVReader.Row, _ columns: Layout, _ reader: CSVReader
    ) throws -> Target {
        do {
            let app = try AppID(row.fields[columns.app])
            if let secret { return Target(app: app, secret: secret) }
            return Target(app: app, secret: try SecretName(columns.secret.map { row.fields[$0] } ?? ""))
        } catch let refusal as Refusal {
            throw reader.wrong(row.line, refusal.what, mend: refusal.remedy)
        }
    }
}
