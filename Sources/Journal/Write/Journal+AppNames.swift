import GRDB
package import Model

/// The names that the API listed, for people.
extension Journal {
    /// Keeps names; of an app that has another now, the new one.
    package func keep(_ names: [AppID: AppName]) throws {
        guard !names.isEmpty else { return }
        try write { try Self.keep($0, names) }
    }

    static func keep(_ database: Database, _ names: [AppID: AppName]) throws {
        for (app, name) in names {
            try database.change(
                """
                INSERT INTO apps (app_id, name) VALUES (?, ?)
                ON CONFLICT (app_id) DO UPDATE SET name = excluded.name WHERE name <> excluded.name
                """, [app.text, name.text])
        }
    }

    /// The name of an app as the API last listed it.
    package func appName(_ app: AppID) throws -> String? {
        try read {
            try String.fetchOne($0, sql: "SELECT name FROM apps WHERE app_id = ?", arguments: [app.text])
        }
    }
}
