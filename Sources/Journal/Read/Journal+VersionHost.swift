import GRDB

/// Versions belong to the host of the run that wrote them.
extension Journal {
    /// SQL that holds where `runs` is a run at a host, as far as both are known: an adoption and runs of older releases
    /// have none.
    /// - Parameter parameter: the SQL parameter with the host, or NULL.
    static func isAtHost(_ parameter: String) -> String { "ifnull(runs.host = \(parameter), 1)" }

    static func host(_ database: Database, ofRunOf item: Int64) throws -> String? {
        try String.fetchOne(
            database.cachedStatement(
                sql: "SELECT runs.host FROM items JOIN runs ON runs.id = items.run_id WHERE items.id = ?"),
            arguments: [item])
    }

    /// The latest version of a secret at whatever host, before an item.
    static func versionElsewhere(
        _ database: Database, secret: Int64, before item: Int64
    ) throws -> VersionElsewhere? {
        try Row.fetchOne(
            database.cachedStatement(
                sql: """
                    SELECT versions.run_id, runs.host
                      FROM versions JOIN runs ON runs.id = versions.run_id
                     WHERE secret_id = ? AND item_id < ? AND runs.host IS NOT NULL
                     ORDER BY item_id DESC LIMIT 1
                    """),
            arguments: [secret, item]
        ).map { VersionElsewhere(run: $0["run_id"], host: $0["host"]) }
    }
}
