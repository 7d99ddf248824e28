import Foundation
package import Model

/// A CSV file of targets, read row by row, so that a million rows take no memory.
///
/// A header row; the column `app_id`; the column `secret_name` where the entry names no secret; other columns are left
/// alone.
package struct TargetTable: Sendable {
    private let path: String
    private let secret: SecretName?

    /// - Parameter secret: the secret that all rows are about; `nil` when the column `secret_name` names it.
    package init(path: String, secret: SecretName?) {
        self.path = path
        self.secret = secret
    }

    /// - Parameter body: gets the line on which a row begins, and its target.
    /// - Throws: `JobFileError` for the first row that is wrong, or what `body` throws.
    package func forEach(_ body: (Int, Target) throws -> Void) throws {
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
            try body(row.line, try target(row, columns, reader))
        }
    }

    private func columns(_ header: CSVReader.Row, _ reader: CSVReader) throws -> (app: Int, secret: Int?) {
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
        return (app, column)
    }

    private func target(
        _ row: CSVReader.Row, _ columns: (app: Int, secret: Int?), _ reader: CSVReader
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
