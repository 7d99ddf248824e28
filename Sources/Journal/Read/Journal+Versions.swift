import Foundation
import GRDB
package import Model

extension Journal {
    /// What a secret's values are, as far as rekey can know, before an item of it. What was written at another host is of
    /// another secret, though app and name are the same.
    ///
    /// Values that were adopted later count too: whoever adopts says what the secret has now. No other later version can
    /// be there, because an item whose secret a later run has sent is skipped.
    package func knownVersion(before item: ItemRow) throws -> KnownVersion {
        try read { database in
            try Self.knownVersion(
                database, secret: item.secret, before: item.id, host: Self.host(database, ofRunOf: item.id))
        }
    }

    /// What a new item of a target would find.
    /// - Parameter host: of its run.
    package func knownVersion(of target: Target, host: String?) throws -> KnownVersion {
        try read { database in
            let secret = try Int64.fetchOne(
                database.cachedStatement(sql: "SELECT id FROM secrets WHERE app_id = ? AND secret_name = ?"),
                arguments: [target.app.text, target.secret.text])
            return try secret.map { try Self.knownVersion(database, secret: $0, before: .max, host: host) } ?? .none
        }
    }

    private static func knownVersion(
        _ database: Database, secret: Int64, before item: Int64, host: String?
    ) throws -> KnownVersion {
        let latest = try Int64.fetchOne(
            database.cachedStatement(
                sql: """
                    SELECT max(item_id)
                      FROM versions JOIN runs ON runs.id = versions.run_id
                     WHERE secret_id = ?1 AND (item_id < ?2 OR runs.trigger = '\(NewAdoption.trigger)')
                       AND \(isAtHost("?3"))
                    """),
            arguments: [secret, item, host])
        guard let latest, let version = try version(database, latest) else {
            return try versionElsewhere(database, secret: secret, before: item).map(KnownVersion.elsewhere) ?? .none
        }
        let unsettled = try unsettledItem(database, secret: secret, after: latest, before: item, host: host)
        return unsettled.map(KnownVersion.unsettled) ?? .version(version)
    }

    /// The version that an item of a rollback or a restore puts back; unsettled where it is not certain that the secret
    /// had it before the run that is undone, or that it is the last that rekey wrote.
    package func restoredVersion(of item: ItemRow, undoing run: Int64?) throws -> KnownVersion {
        try read { database in
            guard let source = item.restores, let version = try Self.version(database, source) else { return .none }
            var end = item.id
            if let run {
                let span = try database.items(of: run)
                end =
                    try Int64.fetchOne(
                        database.cachedStatement(
                            sql: "SELECT id FROM items WHERE secret_id = ? AND id BETWEEN ? AND ?"),
                        arguments: [item.secret, span.first, span.last]) ?? end
            }
            let unsettled = try Self.unsettledItem(
                database, secret: item.secret, after: source, before: end,
                host: Self.host(database, ofRunOf: item.id))
            return unsettled.map(KnownVersion.unsettled) ?? .version(version)
        }
    }

    /// The latest item between two whose value may be in place: the secret may hold that or what it had before.
    private static func unsettledItem(
        _ database: Database, secret: Int64, after first: Int64, before last: Int64, host: String?
    ) throws -> UnsettledItem? {
        try Row.fetchOne(
            database.cachedStatement(
                sql: """
                    SELECT items.run_id, runs.state,
                           runs.data_key IS NOT NULL AND EXISTS (
                               SELECT 1 FROM item_values WHERE item_id = items.id AND sealed IS NOT NULL)
                      FROM items JOIN runs ON runs.id = items.run_id
                     WHERE items.secret_id = ?1 AND items.id > ?2 AND items.id < ?3 AND \(Doubt.isThere())
                       AND \(isAtHost("?4"))
                     ORDER BY items.id DESC LIMIT 1
                    """),
            arguments: [secret, first, last, host]
        ).map { row in
            UnsettledItem(run: row[0], runState: RunState(rawValue: row[1]) ?? .failed, hasValue: row[2])
        }
    }

    /// The versions of a secret that are still there, the latest first.
    package func versions(of target: Target) throws -> [VersionRow] {
        try read { database in
            let items = try Int64.fetchAll(
                database,
                sql: """
                    SELECT item_id FROM versions JOIN secrets ON secrets.id = versions.secret_id
                     WHERE app_id = ? AND secret_name = ?
                     ORDER BY item_id DESC
                    """,
                arguments: [target.app.text, target.secret.text])
            return try items.compactMap { try Self.version(database, $0) }
        }
    }

    /// The keys that the last item before this one gave its secret.
    package func keysWritten(before item: ItemRow) throws -> [KeyName] {
        try read { database in
            try String.fetchAll(
                database.cachedStatement(
                    sql: """
                        SELECT key FROM item_values, json_each(fingerprints)
                         WHERE item_id = (SELECT max(id) FROM items WHERE secret_id = ? AND id < ? AND attempts > 0)
                        """),
                arguments: [item.secret, item.id]
            ).map(KeyName.init(stored:))
        }
    }

    /// The run of another plan that wrote an item's secret last, if one did.
    package func otherWriter(of item: Int64) throws -> (run: Int64, plan: String)? {
        try read { database in
            try Row.fetchOne(
                database.cachedStatement(
                    sql: """
                        SELECT other.run_id, revisions.plan
                          FROM items AS mine
                          JOIN items AS other ON other.secret_id = mine.secret_id AND other.id <> mine.id
                          JOIN runs ON runs.id = other.run_id
                          JOIN revisions ON revisions.id = runs.revision_id
                         WHERE mine.id = ? AND other.state = 'succeeded'
                           AND revisions.plan <> (
                               SELECT plan FROM revisions JOIN runs AS own ON own.revision_id = revisions.id
                                WHERE own.id = mine.run_id)
                         ORDER BY other.id DESC LIMIT 1
                        """),
                arguments: [item]
            ).map { ($0["run_id"], $0["plan"]) }
        }
    }

    private static func version(_ database: Database, _ item: Int64) throws -> VersionRow? {
        let row = try Row.fetchOne(
            database.cachedStatement(
                sql: """
                    SELECT runs.id, runs.uuid, runs.data_key, sealed, fingerprints
                      FROM versions
                      JOIN runs ON runs.id = versions.run_id
                      LEFT JOIN item_values ON item_values.item_id = versions.item_id
                     WHERE versions.item_id = ?
                    """),
            arguments: [item])
        guard let row, let uuid = UUID(uuidString: row["uuid"]), let key: Data = row["data_key"] else { return nil }
        return VersionRow(
            run: uuid, runID: row["id"], dataKey: Array(key), item: item,
            values: SealedValues(row["sealed"]) ?? .each([]), fingerprints: row["fingerprints"] ?? "{}")
    }

    // MARK: Keeping and shredding

    /// Makes succeeded items versions of their secrets and shreds what is older than the plan retains.
    static func keepVersions(_ database: Database, of items: [Int64], retain: Int) throws {
        for range in neighbours(items) where retain > 0 {
            try database.change(
                "INSERT INTO versions (item_id, secret_id, run_id) SELECT id, secret_id, run_id FROM items WHERE id BETWEEN ? AND ?",
                [range.lowerBound, range.upperBound])
        }
        if retain == 0 {
            for range in neighbours(items) { try shredValues(database, range) }
            let anyVersion = try database.cachedStatement(sql: "SELECT EXISTS (SELECT 1 FROM versions)")
            guard try Bool.fetchOne(anyVersion) == true else { return }
        }
        var runs: Set<Int64> = []
        for item in items { try dropAdopted(database, after: item, &runs) }
        for item in items { try trim(database, secretOf: item, to: retain == 0 ? 0 : retain + 1, &runs) }
        for run in runs { try shredDataKey(database, run: run) }
    }

    /// Values that were adopted after an item was made are no longer those of its secret once the item has succeeded. Left
    /// there they would pass for the latest, because versions are in the order of their items.
    private static func dropAdopted(_ database: Database, after item: Int64, _ runs: inout Set<Int64>) throws {
        let adopted = try Row.fetchAll(
            database.cachedStatement(
                sql: """
                    SELECT item_id, run_id FROM versions
                     WHERE secret_id = (SELECT secret_id FROM items WHERE id = ?1) AND item_id > ?1
                       AND (SELECT trigger FROM runs WHERE runs.id = run_id) = '\(NewAdoption.trigger)'
                    """),
            arguments: [item])
        for row in adopted { try drop(database, row, &runs) }
    }

    private static func drop(_ database: Database, _ version: Row, _ runs: inout Set<Int64>) throws {
        let id: Int64 = version["item_id"]
        try database.change("DELETE FROM versions WHERE item_id = ?", [id])
        try shredValues(database, id...id)
        runs.insert(version["run_id"])
    }

    /// - Parameter maximum: versions that stay, the present one included.
    private static func trim(
        _ database: Database, secretOf item: Int64, to maximum: Int, _ runs: inout Set<Int64>
    ) throws {
        let old = try Row.fetchAll(
            database.cachedStatement(
                sql: """
                    SELECT item_id, run_id FROM versions
                     WHERE secret_id = (SELECT secret_id FROM items WHERE id = ?)
                     ORDER BY item_id DESC LIMIT -1 OFFSET ?
                    """),
            arguments: [item, maximum])
        for row in old { try drop(database, row, &runs) }
    }

    static func shredValues(_ database: Database, _ items: ClosedRange<Int64>) throws {
        try database.change(
            "UPDATE item_values SET sealed = NULL WHERE item_id BETWEEN ? AND ?", [items.lowerBound, items.upperBound])
    }

    /// Once a run is over and none of its values are retained, nothing may open them any more.
    static func shredDataKey(_ database: Database, run: Int64) throws {
        try database.change(
            """
            UPDATE runs SET data_key = NULL
             WHERE id = ? AND state IN ('succeeded', 'cancelled')
               AND NOT EXISTS (SELECT 1 FROM versions WHERE run_id = runs.id)
            """, [run])
    }
}
