import GRDB
import Model

/// A run belongs to the host that it began with.
extension Journal {
    /// Keeps the host of a run from a time when that was not recorded.
    package func adoptHost(_ host: String, ofRun run: Int64) throws {
        _ = try write { try $0.change("UPDATE runs SET host = ? WHERE id = ? AND host IS NULL", [host, run]) }
    }

    /// Notes the host of a new run, and holds it against the hosts for which the values were written that it puts back.
    /// - Throws: `JournalError` when they are of another host.
    static func bind(_ database: Database, run: Int64, to host: String?) throws {
        guard let host else { return }
        try database.change("UPDATE runs SET host = ? WHERE id = ?", [host, run])
        let span = try database.items(of: run)
        let other = try Row.fetchOne(
            database,
            sql: """
                SELECT runs.id, runs.host
                  FROM items
                  JOIN items AS kept ON kept.id = items.restores
                  JOIN runs ON runs.id = kept.run_id
                 WHERE items.id BETWEEN ? AND ? AND runs.host <> ?
                 LIMIT 1
                """, arguments: span.all + [host])
        guard let other else { return }
        throw JournalError(
            .configuration,
            "run \(other["id"] as Int64) wrote the values that are to be put back at \(other["host"] as String), and \(host) "
                + "is another host; name that host")
    }
}
