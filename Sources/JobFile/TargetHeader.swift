import Foundation
import Model

/// The header of a list of targets: where each column is, and what is missing.
struct TargetHeader {
    let row: CSVReader.Row
    /// The list's name for messages.
    let file: String
    let delimiter: CSVDelimiter

    struct Layout {
        let appID: Int?
        let appName: Int?
        let secret: Int?
        /// In the long form: the column with the key's name and the one with its value.
        let taken: [(name: String, index: Int)]
    }

    /// The header row. Skips the line with which a spreadsheet declares its delimiter (`sep=;`).
    static func row(_ reader: inout CSVReader, _ delimiter: CSVDelimiter) throws -> CSVReader.Row? {
        guard let first = try reader.next() else { return nil }
        let whole = first.fields.joined(separator: delimiter.text)
        guard first.line == 1, whole.lowercased().hasPrefix("sep="), whole.utf8.count <= 6 else { return first }
        let said = whole.dropFirst(4)
        guard said.isEmpty || said == delimiter.text || said == "\t" && delimiter.text == "\\t" else {
            throw reader.wrong(
                1, "the file says that it is split by \(quoted(String(said))), not by \(quoted(delimiter.text))",
                fix: "write delimiter: \(quoted(String(said))) beside csv:")
        }
        return try reader.next()
    }

    /// - Parameters:
    ///   - own: the columns that name the target of a row.
    ///   - secret: the secret that the job file names.
    func layout(_ own: TargetColumns, secret: SecretName?, taken: TargetTable.Columns) throws -> Layout {
        var places: [String: Int] = [:]
        for (index, name) in row.fields.enumerated() {
            guard places.updateValue(index, forKey: name) == nil else {
                throw wrong("the column \(quoted(name)) is listed twice", fix: "keep one")
            }
        }
        let appID = try own.appID.map { try place($0, places, field: "app_id") }
        let appName = try own.appName.map { try place($0, places, field: "app_name") }
        let column = places[own.secretName]
        if column == nil, secret == nil || own.needsSecretName {
            throw missing(own.secretName, field: "secret_name", otherwise: ", or write secret: in the job file")
        }
        if secret != nil, column != nil {
            throw wrong(
                "the secret is named twice, by the column \(own.secretName) and by secret: in the job file",
                fix: "leave secret: out")
        }
        return Layout(
            appID: appID, appName: appName, secret: column, taken: try takenColumns(taken, own, places))
    }

    private func place(_ column: String, _ places: [String: Int], field: String) throws -> Int {
        guard let index = places[column] else { throw missing(column, field: field) }
        return index
    }

    private func takenColumns(
        _ taken: TargetTable.Columns, _ own: TargetColumns, _ places: [String: Int]
    ) throws -> [(name: String, index: Int)] {
        let others = row.fields.enumerated().filter { !own.all.contains($1) }.map { (name: $1, index: $0) }
        switch taken {
        case .others: return others
        case .named(let names): return try names.map { (name: $0, index: try needed($0, places)) }
        case .rows(let key, let value):
            return try [key, value].map { name in
                guard let index = places[name] else { throw missing(name, why: ", which keys_from names,") }
                return (name, index)
            }
        case .keys(let needed):
            for name in needed { _ = try self.needed(name, places) }
            for (name, _) in others where !needed.contains(name) { try checkKey(name) }
            return others
        }
    }

    private func needed(_ name: String, _ places: [String: Int]) throws -> Int {
        guard let index = places[name] else { throw missing(name, why: ", which a key takes,") }
        return index
    }

    /// Checks that a column can be a key.
    private func checkKey(_ name: String) throws {
        if name.isEmpty { throw wrong("a column has no name", fix: "name it, or remove it") }
        do {
            _ = try KeyName(name)
        } catch let invalid as InvalidInput {
            throw wrong(
                "the column \(quoted(name)) cannot be a key: \(invalid.what)",
                fix: "\(invalid.remedy), or list the columns under keys_from")
        }
    }

    private func wrong(_ what: String, fix remedy: String) -> JobFileError {
        JobFileError(file: file, line: row.line, column: nil, field: nil, what: what, remedy: remedy)
    }

    /// Without white space and invisible characters, wherever they are in the name.
    private static func visible(_ name: String) -> String {
        String(
            String.UnicodeScalarView(
                name.unicodeScalars.filter {
                    !$0.properties.isWhitespace
                        && ![.format, .control].contains($0.properties.generalCategory)
                }))
    }

    /// The error for a missing column, with the probable reason.
    /// - Parameter field: under `columns:`, where the job file can give it another name.
    private func missing(
        _ column: String, field: String? = nil, why: String = "", otherwise: String = ""
    ) -> JobFileError {
        let what = "column \(quoted(column))\(why) is missing"
        let renamed = { (name: String) in field.map { ", or write columns: { \($0): \(name) } beside csv:" } ?? "" }
        if let near = row.fields.first(where: { Self.visible($0) == column }) {
            let isSpace = near.trimmingCharacters(in: .whitespaces) == column && near.contains(where: \.isWhitespace)
            return wrong(
                "\(what): the header has \(quoted(near)), with \(isSpace ? "white space" : "an invisible character")",
                fix: isSpace ? "remove the white space" : "type the name again")
        }
        if let near = row.fields.first(where: { $0.lowercased() == column.lowercased() }) {
            return wrong("\(what): the header has \(quoted(near))", fix: "write it in the same case\(renamed(near))")
        }
        let others = CSVDelimiter.usual.filter { $0 != delimiter }
        let whole = row.fields.joined(separator: delimiter.text)
        if let other = others.first(where: { other in
            whole.split(separator: Character(Unicode.Scalar(other.byte))).contains {
                $0.trimmingCharacters(in: CharacterSet(charactersIn: " \"")) == column
            }
        }) {
            let save = delimiter == .comma ? "commas" : quoted(delimiter.text)
            return wrong(
                "\(what) (the header is split by \(quoted(other.text)))",
                fix: "set delimiter: \(quoted(other.text)) or save the file with \(save)")
        }
        return wrong(what, fix: "add it to the header row and to each row\(otherwise)\(renamed("COLUMN"))")
    }
}
