import GRDB
import Migrations

/// Compares a database's schema with what the migrations make.
///
/// What others have added is theirs, as long as it does not change what rekey does: a trigger or an index on one of
/// rekey's tables does.
enum SchemaComparison {
    private struct Object: Hashable {
        let type: String
        let name: String
    }

    /// - Returns: what is missing, different or too much, each in a few words.
    static func differences(_ database: Database) throws -> [String] {
        let version = try Int.fetchOne(database, sql: "PRAGMA user_version") ?? 0
        let made = try DatabaseQueue()
        try made.writeWithoutTransaction { empty in
            try Schema.migrate(empty, steps: Array(Migrations.all.prefix(version)))
        }
        let expected = try made.inDatabase { try objects($0) }
        let found = try objects(database)
        let wrong = expected.compactMap { object, definition in
            switch found[object]?.text {
            case nil: "the \(object.type) \(object.name) is missing"
            case definition.text: nil as String?
            default: "the \(object.type) \(object.name) is not as rekey made it"
            }
        }
        let tables = Set(expected.keys.filter { $0.type == "table" }.map(\.name))
        let strange = found.compactMap { object, definition in
            expected[object] == nil && ["trigger", "index"].contains(object.type) && tables.contains(definition.table)
                ? "the \(object.type) \(object.name) on \(definition.table) is not rekey's" : nil
        }
        return wrong.sorted() + strange.sorted()
    }

    private static func objects(_ database: Database) throws -> [Object: (table: String, text: String)] {
        // What SQLite keeps for itself has no text of ours.
        let rows = try Row.fetchAll(
            database,
            sql: "SELECT type, name, tbl_name, sql FROM main.sqlite_schema WHERE name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
        )
        return Dictionary(
            uniqueKeysWithValues: rows.map { row in
                (Object(type: row["type"], name: row["name"]), (row["tbl_name"], plain(row["sql"] ?? "")))
            })
    }

    /// Versions of SQLite differ in the quotes and spaces that they write when a table is renamed or gets a column.
    private static func plain(_ sql: String) -> String {
        sql.replacing("\"", with: "").split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }
}
