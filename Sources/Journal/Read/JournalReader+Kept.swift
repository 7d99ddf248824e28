import GRDB
package import Model

/// How many secrets a rollback or a restore can put back.
package struct KeptCount: Sendable, Equatable {
    package let plan: String
    /// Secrets that a version is kept of.
    package let kept: Int
    package let total: Int
    /// The plan's `retain`.
    package let retain: Int

    /// `3 of 4 secrets`
    package var text: String { "\(kept) of \(counted(total, "secret"))" }
}

extension JournalReader {
    /// - Parameters:
    ///   - apps: only secrets of these, where given.
    ///   - secrets: only these, where given.
    /// - Returns: `nil` where there is no such run.
    package func keptBefore(
        _ reference: RunReference, apps: [AppID], secrets: [SecretName]
    ) throws -> (run: Int64, count: KeptCount)? {
        try reading { database in
            guard let run = try database.run(reference) else { return nil }
            let (condition, chosen) = Self.condition(apps, secrets)
            let span = try database.items(of: run)
            let row = try Row.fetchOne(
                database,
                sql: """
                    SELECT count(*),
                           count(*) FILTER (WHERE EXISTS (
                               SELECT 1 FROM versions
                                WHERE versions.secret_id = items.secret_id AND item_id < items.id))
                      FROM items JOIN secrets ON secrets.id = items.secret_id
                     WHERE items.id BETWEEN ? AND ? AND \(Journal.isUndone) \(condition)
                    """,
                arguments: span.all + chosen)
            let head = try Row.fetchOne(
                database,
                sql: """
                    SELECT plan, \(Self.retain) FROM runs JOIN revisions ON revisions.id = runs.revision_id
                     WHERE runs.id = ?
                    """,
                arguments: [run])
            return (
                run,
                KeptCount(plan: head?[0] ?? "", kept: row?[1] ?? 0, total: row?[0] ?? 0, retain: head?[1] ?? 0)
            )
        }
    }

    /// The secrets of a plan's latest revision; where only the API knows them, those of its latest run.
    /// - Returns: `nil` where there is no such plan.
    package func kept(ofPlan plan: String, apps: [AppID], secrets: [SecretName]) throws -> KeptCount? {
        try reading { database in
            let head = try Row.fetchOne(
                database,
                sql: """
                    SELECT id, \(Self.retain) FROM revisions WHERE plan = ? ORDER BY number DESC LIMIT 1
                    """,
                arguments: [plan])
            guard let head else { return nil }
            let (condition, chosen) = Self.condition(apps, secrets)
            // Only the API knows the others.
            let targets =
                try Int.fetchOne(
                    database, sql: "SELECT count(*) FROM revision_targets WHERE revision_id = ?",
                    arguments: [head["id"] as Int64]) ?? 0
            let own: String
            var arguments: StatementArguments
            if targets > 0 {
                own = "SELECT secret_id FROM revision_targets WHERE revision_id = ?"
                arguments = [head["id"] as Int64]
            } else {
                let latest = try database.run(.latest(plan: plan))
                own = "SELECT DISTINCT secret_id FROM items WHERE id BETWEEN ? AND ?"
                arguments = try latest.map { try database.items(of: $0).all } ?? [0, 0]
            }
            let row = try Row.fetchOne(
                database,
                sql: """
                    SELECT count(*),
                           count(*) FILTER (WHERE EXISTS (
                               SELECT 1 FROM versions WHERE versions.secret_id = secrets.id))
                      FROM secrets
                     WHERE id IN (\(own)) \(condition)
                    """,
                arguments: arguments + chosen)
            return KeptCount(plan: plan, kept: row?[1] ?? 0, total: row?[0] ?? 0, retain: head[1] ?? 0)
        }
    }

    private static let retain = "ifnull(json_extract(revisions.definition, '$.retain'), 0)"

    private static func condition(
        _ apps: [AppID], _ secrets: [SecretName]
    ) -> (sql: String, arguments: StatementArguments) {
        var sql = ""
        var arguments = StatementArguments()
        for (column, values) in [("app_id", apps.map(\.text)), ("secret_name", secrets.map(\.text))]
        where !values.isEmpty {
            sql += " AND secrets.\(column) IN (\(databaseQuestionMarks(count: values.count)))"
            arguments += StatementArguments(values)
        }
        return (sql, arguments)
    }
}
