import GRDB

/// Versions belong to the host of the run that wrote them.
extension Journal {
    /// SQL that holds where `runs` is a run at the host of an item's run, as far as both hosts are known.
    static func isSameHost(asItem item: String) -> String {
        "ifnull(runs.host = (SELECT own.host FROM items JOIN runs AS own ON own.id = items.run_id "
            + "WHERE items.id = \(item)), 1)"
    }

    /// The latest version of an item's secret at whatever host.
    static func versionElsewhere(_ database: Database, before item: ItemRow) throws -> VersionElsewhere? {
        try Row.fetchOne(
            database.cachedStatement(
                sql: """
                    SELECT versions.run_id, runs.host
                      FROM versions JOIN runs ON runs.id = versions.run_id
                     WHERE secret_id = ? AND item_id < ? AND runs.host IS NOT NULL
                     ORDER BY item_id DESC LIMIT 1
                    """),
            arguments: [item.secret, item.id]
        ).map { VersionElsewhere(run: $0["run_id"], host: $0["host"]) }
    }
}
