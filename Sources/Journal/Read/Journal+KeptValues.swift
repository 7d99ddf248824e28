import Foundation
import GRDB
package import Model

extension Journal {
    /// Of each secret no more is looked at: what is older is hardly what anybody repeats.
    private static let maxKept = 32

    /// Whether any other run's values may still be there. While a run holds the lock only `adopt` can add some.
    package func keepsValues(besides run: Int64) throws -> Bool {
        try read { database in
            try Bool.fetchOne(
                database, sql: "SELECT EXISTS (SELECT 1 FROM runs WHERE id <> ? AND data_key IS NOT NULL)",
                arguments: [run]) ?? true
        }
    }

    /// The sealed values of a secret that are still there, whatever became of their items; the latest first.
    package func keptValues(of target: Target, besides item: Int64?) throws -> [VersionRow] {
        try read { database in
            try Row.fetchAll(
                database.cachedStatement(
                    sql: """
                        SELECT items.id AS item, runs.id AS run, runs.uuid, runs.data_key, sealed, fingerprints
                          FROM secrets
                          JOIN items ON items.secret_id = secrets.id
                          JOIN item_values ON item_values.item_id = items.id
                          JOIN runs ON runs.id = items.run_id
                         WHERE app_id = ? AND secret_name = ? AND items.id IS NOT ?
                           AND sealed IS NOT NULL AND data_key IS NOT NULL
                         ORDER BY items.id DESC LIMIT ?
                        """),
                arguments: [target.app.text, target.secret.text, item, Self.maxKept]
            ).compactMap { row in
                guard let uuid = UUID(uuidString: row["uuid"]), let values = SealedValues(row["sealed"]) else {
                    return nil
                }
                let key: Data = row["data_key"]
                return VersionRow(
                    run: uuid, runID: row["run"], dataKey: Array(key), item: row["item"], values: values,
                    fingerprints: row["fingerprints"])
            }
        }
    }
}
