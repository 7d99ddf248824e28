import GRDB
package import Model

/// Apps by the names that the API listed.
extension JournalReader {
    /// The ids of the apps that had this name when the API last listed them.
    package func apps(called name: String) throws -> [AppID] {
        try reading { database in
            try String.fetchAll(
                database, sql: "SELECT app_id FROM apps WHERE name = ? ORDER BY app_id", arguments: [name]
            ).map(AppID.init(stored:))
        }
    }

    /// The runs that adopted values and sent nothing.
    package func adoptions() throws -> Set<Int64> {
        try reading { try Int64.fetchSet($0, sql: "SELECT id FROM runs WHERE trigger = 'adopt'") }
    }

    /// The app that a reference is about.
    /// - Throws: `JournalError` where no app has the name, or several have it.
    package func app(_ reference: AppReference) throws -> AppID {
        switch reference {
        case .id(let id): return id
        case .name(let name): return try Self.only(try apps(called: name.text), called: name)
        }
    }

    /// - Parameter apps: all that have the name, each once.
    package static func only(_ apps: [AppID], called name: AppName) throws -> AppID {
        guard let app = apps.first else {
            throw JournalError(
                .refused,
                "no app called \(quoted(name.text)) is known: the API has not listed one yet; write the app's id")
        }
        guard apps.count == 1 else {
            let ids = apps.map(\.text).joined(separator: ", ")
            throw JournalError(
                .refused, "\(apps.count) apps are called \(quoted(name.text)): \(ids); write the id of one of them")
        }
        return app
    }
}
