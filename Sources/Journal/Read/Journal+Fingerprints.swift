import Foundation
import GRDB
package import Model

extension Journal {
    /// The fingerprints of all values of a run, and how the item of each ended.
    package func fingerprints(run: Int64) throws -> [(target: Target, state: ItemState, key: KeyName, bytes: [UInt8])] {
        try read { database in
            try Row.fetchAll(
                database,
                sql: """
                    SELECT app_id, secret_name, items.state, key, value
                      FROM runs
                      JOIN items ON items.id BETWEEN first_item AND last_item
                      JOIN secrets ON secrets.id = items.secret_id
                      JOIN item_values ON item_values.item_id = items.id
                      JOIN json_each(fingerprints)
                     WHERE runs.id = ?
                     ORDER BY items.id, key
                    """,
                arguments: [run]
            ).map { row in
                return (
                    Target(app: AppID(stored: row["app_id"]), secret: SecretName(stored: row["secret_name"])),
                    ItemState(rawValue: row["state"]) ?? .pending, KeyName(stored: row["key"]),
                    [UInt8](hexadecimal: row["value"]) ?? []
                )
            }
        }
    }
}
