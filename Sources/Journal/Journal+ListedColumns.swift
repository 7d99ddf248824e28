import Foundation
import GRDB
package import Model

extension Journal {
    /// What the list of a plan's latest revision says of a target besides its names, still sealed.
    package func columns(of target: Target, plan: String) throws -> [(name: String, sealed: [UInt8])] {
        try read { database in
            try Row.fetchAll(
                database.cachedStatement(
                    sql: """
                        SELECT column_name, sealed
                          FROM column_values JOIN secrets ON secrets.id = secret_id
                         WHERE revision_id = (SELECT id FROM revisions WHERE plan = ? ORDER BY number DESC LIMIT 1)
                           AND app_id = ? AND secret_name = ?
                        """),
                arguments: [plan, target.app.text, target.secret.text]
            ).map { row in
                let sealed: Data = row["sealed"]
                return (row["column_name"], Array(sealed))
            }
        }
    }
}
