import GRDB
package import Model

extension Journal {
    /// What the list of a plan's latest revision says of a target besides its names, still sealed.
    package func columns(of target: Target, plan: String) throws -> [SealedColumn] {
        try read { database in
            try SealedColumn.fetch(
                database.cachedStatement(
                    sql: """
                        SELECT column_name, sealed, fingerprint
                          FROM column_values JOIN secrets ON secrets.id = secret_id
                         WHERE revision_id = (SELECT id FROM revisions WHERE plan = ? ORDER BY number DESC LIMIT 1)
                           AND app_id = ? AND secret_name = ?
                         ORDER BY column_name
                        """),
                [plan, target.app.text, target.secret.text])
        }
    }
}
