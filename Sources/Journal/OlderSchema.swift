import GRDB

/// Lets a database whose schema is older be read as if it were up to date, by those who may not change it: what it lacks
/// is put in front of its tables for this connection alone. Who writes brings the schema up to date first.
///
/// A temporary table or view goes before another of its name: https://www.sqlite.org/lang_naming.html
enum OlderSchema {
    static func complete(_ database: Database) throws {
        let version = try Int.fetchOne(database, sql: "PRAGMA user_version") ?? 0
        guard version > 0, version < 10 else { return }
        guard version < 9 else {
            return try database.execute(sql: "CREATE TEMP VIEW runs AS SELECT runs.*, NULL AS host FROM main.runs")
        }
        try database.execute(
            sql: """
                CREATE TEMP VIEW runs AS
                SELECT runs.*, NULL AS host, \(version < 8 ? "0 AS is_partial," : "")
                       ifnull((SELECT min(id) FROM main.items WHERE run_id = runs.id), 1) AS first_item,
                       ifnull((SELECT max(id) FROM main.items WHERE run_id = runs.id), 0) AS last_item
                  FROM main.runs;
                CREATE TEMP VIEW items AS SELECT *, NULL AS duration FROM main.items;
                """)
        guard version < 8 else { return }
        try database.execute(
            sql: "CREATE TEMP TABLE fires (plan TEXT, fire_at INTEGER, handled_at INTEGER, run_id INTEGER)")
    }
}
