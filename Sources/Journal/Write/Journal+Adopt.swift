import CrashPoints
import Foundation
import GRDB
package import Model

extension Journal {
    /// Keeps values as the latest versions of their secrets, all or none. In the record it is a run that sent nothing.
    /// - Returns: the run and how many targets it has.
    package func adopt(_ order: NewAdoption) throws -> (run: Int64, targets: Int) {
        let auditor = auditor
        return try write(.adoptBeforeCommit, .adoptAfterCommit) { database in
            let revision = try Int64.fetchOne(
                database, sql: "SELECT id FROM revisions WHERE plan = ? ORDER BY number DESC LIMIT 1",
                arguments: [order.plan.text])
            guard let revision else { throw NotFound.plan(order.plan.text) }
            let run = try Self.insertRun(
                database, uuid: order.uuid, revision: revision, state: .succeeded, trigger: NewAdoption.trigger,
                dataKey: order.dataKey)
            try Self.bind(database, run: run, to: order.host)
            var count = 0
            try order.values { target, entry, seal in
                let secret = try database.secretID(of: target)
                try database.change(
                    """
                    INSERT INTO items (run_id, secret_id, entry, state, error, finished_at)
                    VALUES (?, ?, ?, 'skipped', 'its values were adopted, nothing was sent', ?)
                    """, [run, secret, entry, Int64.nowMicroseconds])
                let item = database.lastInsertedRowID
                try Self.keepValues(database, [try seal(item)])
                try Self.keepVersions(database, of: [item], retain: order.retain)
                count += 1
            }
            try Self.span(database, run: run, items: count)
            try Self.advance(database, run: run)
            try database.execute(
                sql: "UPDATE runs SET skipped = ?, finished_at = ? WHERE id = ?",
                arguments: [count, Int64.nowMicroseconds, run])
            try Self.audit(
                database, auditor, .adopt, AuditSubject(plan: order.plan.text, run: run), detail: "\(count) targets")
            try Self.auditEnd(database, auditor, run)
            return (run, count)
        }
    }

    /// Some targets of a plan's latest revision, in its order.
    package func targets(ofPlan plan: String, from position: Int, maximum: Int) throws -> [(target: Target, entry: Int)]
    {
        try read { database in
            try Row.fetchAll(
                database.cachedStatement(
                    sql: """
                        SELECT app_id, secret_name, entry
                          FROM revision_targets JOIN secrets ON secrets.id = secret_id
                         WHERE revision_id = (SELECT id FROM revisions WHERE plan = ? ORDER BY number DESC LIMIT 1)
                           AND position >= ?
                         ORDER BY position LIMIT ?
                        """),
                arguments: [plan, position, maximum]
            ).map { row in
                (Target(app: AppID(stored: row[0]), secret: SecretName(stored: row[1])), row[2])
            }
        }
    }

    /// The targets of a plan's latest revision, in its order.
    package func targets(ofPlan plan: String, _ body: (Target, _ entry: Int) throws -> Void) throws {
        try read { database in
            let rows = try Row.fetchCursor(
                database,
                sql: """
                    SELECT app_id, secret_name, entry
                      FROM revision_targets JOIN secrets ON secrets.id = secret_id
                     WHERE revision_id = (SELECT id FROM revisions WHERE plan = ? ORDER BY number DESC LIMIT 1)
                     ORDER BY position
                    """,
                arguments: [plan])
            while let row = try rows.next() {
                try body(
                    Target(app: AppID(stored: row["app_id"]), secret: SecretName(stored: row["secret_name"])),
                    row["entry"])
            }
        }
    }
}
