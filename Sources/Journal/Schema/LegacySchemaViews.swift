import GRDB

/// Lets a database whose schema is older be read as if it were up to date, by those who may not change it: what it lacks
/// is put in front of its tables for this connection alone. Who writes brings the schema up to date first.
///
/// A temporary table or view goes before another of its name: https://www.sqlite.org/lang_naming.html
enum LegacySchemaViews {
    static func complete(_ database: Database) throws {
        let version = try Int.fetchOne(database, sql: "PRAGMA user_version") ?? 0
        guard version > 0 else { return }
        if try !database.tableExists("apps") {
            try database.execute(sql: "CREATE TEMP TABLE apps (app_id TEXT PRIMARY KEY, name TEXT)")
        }
        guard version < 17 else { return }
        let outcomes = """
            SELECT outcomes.*, CASE WHEN state = 'succeeded' THEN 'updated' END AS action, NULL AS k8s_name
            """
        guard version < 10 else {
            return try database.execute(
                sql: """
                    CREATE TEMP VIEW run_outcomes AS \(outcomes) FROM main.run_outcomes AS outcomes;
                    CREATE TEMP VIEW items AS SELECT items.*, 0 AS is_created FROM main.items AS items;
                    """)
        }
        // Before then a refusal of a repeat wiped the doubt out of `is_ambiguous`; the attempts still show it.
        let doubt = """
            iif(state IN ('unknown', 'sending') OR is_ambiguous = 1, 2, EXISTS (
                SELECT 1 FROM main.attempts
                 WHERE item_id = items.id AND error_kind IS NOT NULL AND items.state = 'failed'
                   AND (status_code IS NULL AND error_kind NOT IN ('connect', 'dns', 'tls')
                        OR status_code IN (408, 499) OR status_code < 300 OR status_code >= 500)))
            """
        try database.execute(
            sql: """
                CREATE TEMP VIEW run_outcomes AS
                \(outcomes) FROM (SELECT *, state IN ('unknown', 'sending') AS in_doubt FROM main.run_outcomes) AS outcomes;
                """)
        guard version < 9 else {
            return try database.execute(
                sql:
                    "CREATE TEMP VIEW items AS SELECT items.*, \(doubt) AS doubt, 0 AS is_created FROM main.items AS items"
            )
        }
        try database.execute(
            sql: """
                CREATE TEMP VIEW runs AS
                SELECT runs.*, NULL AS host, \(version < 8 ? "0 AS is_partial," : "")
                       ifnull((SELECT min(id) FROM main.items WHERE run_id = runs.id), 1) AS first_item,
                       ifnull((SELECT max(id) FROM main.items WHERE run_id = runs.id), 0) AS last_item,
                       0 AS settled_through
                  FROM main.runs;
                CREATE TEMP VIEW items AS
                SELECT items.*, NULL AS duration, \(doubt) AS doubt, 0 AS is_created FROM main.items AS items;
                """)
        guard version < 8 else { return }
        try database.execute(
            sql: "CREATE TEMP TABLE fires (plan TEXT, fire_at INTEGER, handled_at INTEGER, run_id INTEGER)")
    }
}
