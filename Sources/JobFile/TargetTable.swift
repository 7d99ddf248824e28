import Foundation
package import Model

/// A CSV file of targets, read row by row, so that a million rows take no memory.
///
/// A header row; the column `app_id`; the column `secret_name` where the entry names no secret; columns that keys take;
/// other columns are left alone.
package struct TargetTable: Sendable {
    package let path: String
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

    /// - Parameter secret: the secret that all rows are about; `nil` when the column `secret_name` names it.
    package init(path: String, secret: SecretName?, columns: Columns = .named([])) {
        self.path = path
        self.secret = secret
        taken = columns
    }

    /// The names of a list's columns. - Throws: `JobFileError` when it cannot be read.
    package static func header(of path: String) throws -> [String] {
        var reader = try CSVReader(path: path)
        return try reader.next()?.fields ?? []
    }

    /// What is wrong with a row, in the words of the other errors of this file.
    package func wrong(_ line: Int, _ refusal: Refusal) -> JobFileError {
        JobFileError(
            file: path, line: line, column: nil, field: nil, what: refusal.what, remedy: refusal.remedy)
    }

    /// - Throws: `JobFileError` for the first row that is wrong, or what `body` throws.
    package func forEach(_ body: (Row) throws -> Void) throws {
        var reader = try CSVReader(path: path)
        guard let header = try reader.next() else {
            throw reader.wrong(1, "the file is empty", mend: "write a header row with app_id")
        }
        let columns = try columns(header, reader)
        while let row = try reader.next() {
            guard row.fields.count == header.fields.count else {
                throw reader.wrong(
                    row.line, "the row has \(row.fields.count) fields, the header \(header.fields.count)",
                    mend: "quote fields that have a comma")
            }
            let fields = columns.taken.map { (column: $0.name, text: row.fields[$0.index]) }
            try body(Row(line: row.line, target: try target(row, columns, reader), fields: fields))
        }
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
            throw reader.wrong(header.line, "there is no column app_id", mend: "name it in the header row")
        }
        let column = places["secret_name"]
        if secret == nil, column == nil {
            throw reader.wrong(
                header.line, "there is no column secret_name", mend: "add it, or write secret: in the job file")
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
                    throw reader.wrong(
                        header.line, "there is no column \(quoted(name)), which a key takes",
                        mend: "add it to the header row and to each row")
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
