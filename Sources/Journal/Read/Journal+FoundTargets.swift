import GRDB
package import Model

/// How many targets there are, which an earlier run had, and what is known of their secrets.
extension Journal {
    /// The number of targets of each entry of a plan's latest revision, without those that the API is asked for.
    package func targetCounts(ofPlan plan: String) throws -> [Int: Int] {
        try read { database in
            let rows = try Row.fetchAll(
                database,
                sql: """
                    SELECT entry, count(*)
                      FROM revision_targets
                     WHERE revision_id = (SELECT id FROM revisions WHERE plan = ? ORDER BY number DESC LIMIT 1)
                     GROUP BY entry
                    """,
                arguments: [plan])
            return Dictionary(uniqueKeysWithValues: rows.map { ($0[0], $0[1]) })
        }
    }

    /// What the API last said of a secret; nothing where rekey has never seen it.
    package func identity(of target: Target) throws -> SecretIdentity {
        try read { database in
            let row = try Row.fetchOne(
                database.cachedStatement(
                    sql: "SELECT k8s_name, created_at FROM secrets WHERE app_id = ? AND secret_name = ?"),
                arguments: [target.app.text, target.secret.text])
            return SecretIdentity(k8sName: row?[0], createdAt: row?[1])
        }
    }

    /// Targets that the last run of the same plan and shard had and a run does not have. Runs that a person narrowed or that
    /// put values back do not count, and neither does a run that was narrowed itself.
    /// - Parameter maximum: of the targets that are named.
    /// - Returns: `nil` where no target is missing, or no run came before.
    package func missingTargets(
        of run: Int64, maximum: Int
    ) throws -> (earlier: Int64, first: [Target], count: Int)? {
        try read { database in
            let earlier = try Row.fetchOne(
                database,
                sql: """
                    SELECT earlier.id, earlier.first_item, earlier.last_item, latest.first_item, latest.last_item
                      FROM runs AS latest
                      JOIN revisions AS own ON own.id = latest.revision_id
                      JOIN revisions ON revisions.plan = own.plan
                      JOIN runs AS earlier ON earlier.revision_id = revisions.id
                     WHERE latest.id = ?1 AND earlier.id < ?1 AND earlier.shard IS latest.shard
                       AND NOT earlier.is_partial AND NOT latest.is_partial
                       AND earlier.trigger NOT IN ('adopt', 'rollback', 'restore')
                     ORDER BY earlier.id DESC LIMIT 1
                    """,
                arguments: [run])
            guard let earlier else { return nil }
            let rows = try Row.fetchCursor(
                database,
                sql: """
                    SELECT app_id, secret_name
                      FROM items JOIN secrets ON secrets.id = items.secret_id
                     WHERE items.id BETWEEN ? AND ?
                       AND secret_id NOT IN (SELECT secret_id FROM items WHERE id BETWEEN ? AND ?)
                     ORDER BY items.id
                    """,
                arguments: [
                    earlier[1] as Int64?, earlier[2] as Int64?, earlier[3] as Int64?, earlier[4] as Int64?,
                ])
            var first: [Target] = []
            var count = 0
            while let row = try rows.next() {
                count += 1
                if count > maximum { continue }
                first.append(Target(app: AppID(stored: row[0]), secret: SecretName(stored: row[1])))
            }
            return count == 0 ? nil : (earlier[0], first, count)
        }
    }
}
