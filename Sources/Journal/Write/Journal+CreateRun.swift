import CrashPoints
import Foundation
import GRDB
import Model

extension Journal {
    /// Starts a run: its items are there, all pending, when this returns, and never change afterwards.
    ///
    /// It is pinned to the plan's latest revision, a rollback to the one of the run that it undoes.
    package func createRun(_ order: NewRun) throws -> RunRow {
        let auditor = auditor
        return try write(.runBeforeCommit, .runAfterCommit) { database in
            let revision = try Self.revision(database, for: order)
            let run = try Self.insertRun(
                database, uuid: order.uuid, revision: revision, state: .running, trigger: order.trigger,
                shard: order.shard,
                dataKey: order.dataKey, isPartial: order.isPartial, undoes: order.origin.undoneRun)
            var items = 0
            switch order.origin {
            case .plan:
                items += try Self.addTargets(database, run: run, revision: revision, order, restores: "NULL")
                items += try Self.addFound(database, run: run, revision: revision, order, restores: "NULL")
            case .restore:
                let latest = "(SELECT max(item_id) FROM versions WHERE versions.secret_id = secrets.id)"
                items += try Self.addTargets(database, run: run, revision: revision, order, restores: latest)
                items += try Self.addFound(database, run: run, revision: revision, order, restores: latest)
            case .rollback(let undone):
                items += try Self.addUndone(database, run: run, of: undone, order)
            }
            guard items > 0 else { throw Self.nothingFits(order) }
            try Self.span(database, run: run, items: items)
            if order.origin == .plan { try Self.refuseSame(database, run: run, order.plan) }
            try Self.bind(database, run: run, to: order.host)
            try Self.nameApps(database, run: run, order.appNames)
            try Self.keep(database, order.listedApps)
            let row = try Self.run(database, run)
            // With the run itself: a crash before leaves the time due, one after leaves a run that `--due` resumes.
            if let fire = order.fire { try Self.handle(database, fire, of: row.plan, by: run) }
            let subject = AuditSubject(plan: row.plan, revision: row.revision, run: run)
            switch order.origin {
            case .plan: try Self.audit(database, auditor, .run, subject, detail: "\(order.trigger), \(items) items")
            case .rollback(let undone):
                try Self.audit(database, auditor, .rollback, subject, detail: "of run \(undone), \(items) items")
            case .restore: try Self.audit(database, auditor, .restore, subject, detail: "\(items) items")
            }
            return row
        }
    }

    private static func nothingFits(_ order: NewRun) -> JournalError {
        switch order.origin {
        case .plan, .restore:
            JournalError(
                .empty,
                "plan \(quoted(order.plan.text)) has no target that fits; see `rekey plan show \(order.plan.text)`")
        case .rollback(let run):
            JournalError(.empty, "run \(run) has written nothing that fits; see `rekey items \(run)`")
        }
    }

    private static func revision(_ database: Database, for order: NewRun) throws -> Int64 {
        let found =
            if case .rollback(let run) = order.origin {
                try Int64.fetchOne(database, sql: "SELECT revision_id FROM runs WHERE id = ?", arguments: [run])
            } else {
                try Int64.fetchOne(
                    database, sql: "SELECT id FROM revisions WHERE plan = ? ORDER BY number DESC LIMIT 1",
                    arguments: [order.plan.text])
            }
        guard let found else { throw NotFound.plan(order.plan.text) }
        return found
    }

    static func insertRun(
        _ database: Database, uuid: UUID, revision: Int64, state: RunState, trigger: String, shard: Shard? = nil,
        dataKey: [UInt8], isPartial: Bool = false, undoes: Int64? = nil
    ) throws -> Int64 {
        try database.execute(
            sql: """
                INSERT INTO runs (uuid, revision_id, state, trigger, shard, data_key, items, started_at, is_partial,
                                  undoes)
                VALUES (?, ?, ?, ?, ?, ?, 0, ?, ?, ?)
                """,
            arguments: [
                uuid.uuidString.lowercased(), revision, state.rawValue, trigger, shard?.text, dataKey.databaseBlob,
                Int64.nowMicroseconds, isPartial, undoes,
            ])
        return database.lastInsertedRowID
    }

    // MARK: Items

    /// Says that the last `items` items of all are the run's.
    static func span(_ database: Database, run: Int64, items: Int) throws {
        try database.execute(
            sql: """
                UPDATE runs
                   SET items = ?1, first_item = latest.id - ?1 + 1, last_item = latest.id,
                       settled_through = latest.id - ?1
                  FROM (SELECT ifnull(max(id), 0) AS id FROM items) AS latest
                 WHERE runs.id = ?2
                """, arguments: [items, run])
    }

    // Each `INSERT` takes the whole transaction back when it fails, which nothing survives anyway: to take back no more
    // than the statement, SQLite would keep a copy of every page that it changes.

    /// - Parameter restores: an expression over `secrets`.
    private static func addTargets(
        _ database: Database, run: Int64, revision: Int64, _ order: NewRun, restores: String
    ) throws -> Int {
        let (condition, chosen) = condition(order)
        return try database.change(
            """
            INSERT OR ROLLBACK INTO items (run_id, secret_id, entry, restores)
            SELECT ?, secret_id, entry, \(restores)
              FROM revision_targets
              JOIN secrets ON secrets.id = revision_targets.secret_id
             WHERE revision_id = ? \(condition)
             ORDER BY position
            """, [run, revision] + chosen)
    }

    /// What a run has written, or may have, as a condition on `items`.
    static let isUndone =
        "(state <> 'skipped' AND (state = 'succeeded' OR \(Doubt.isThere()) OR error_kind = 'step_set'))"

    /// What a run has written, or may have: each item with the version that its secret had before.
    private static func addUndone(_ database: Database, run: Int64, of undone: Int64, _ order: NewRun) throws -> Int {
        let (condition, chosen) = condition(order)
        let span = try database.items(of: undone)
        return try database.change(
            """
            INSERT OR ROLLBACK INTO items (run_id, secret_id, entry, app_name, restores)
            SELECT ?, secret_id, entry, app_name,
                   (SELECT max(item_id) FROM versions
                     WHERE versions.secret_id = items.secret_id AND item_id < items.id)
              FROM items
              JOIN secrets ON secrets.id = items.secret_id
             WHERE items.id BETWEEN ? AND ?
               AND \(isUndone)
                   \(condition)
             ORDER BY items.id
            """, [run] + span.all + chosen)
    }

    private static func addFound(
        _ database: Database, run: Int64, revision: Int64, _ order: NewRun, restores: String
    ) throws -> Int {
        var count = 0
        for found in order.found where order.fits(found.target) {
            let secret = try database.secretID(of: found.target)
            count += try database.change(
                """
                INSERT OR ROLLBACK INTO items (run_id, secret_id, entry, restores)
                SELECT ?, secrets.id, ?, \(restores)
                  FROM secrets
                 WHERE id = ? AND NOT EXISTS (SELECT 1 FROM items WHERE secret_id = secrets.id AND run_id = ?)
                """, [run, found.entry, secret, run])
            guard database.changesCount == 1 else {
                throw TargetError.twice(
                    .identified(found.target), position: "plan \(order.plan), with the apps that the API lists")
            }
            if let name = found.k8sName {
                try database.change("UPDATE secrets SET k8s_name = ? WHERE id = ?", [name, secret])
            }
            for column in found.columns {
                try database.change(
                    """
                    INSERT OR REPLACE INTO column_values (revision_id, secret_id, column_name, sealed, fingerprint)
                    VALUES (?, ?, ?, ?, ?)
                    """,
                    [revision, secret, column.name, column.sealed.databaseBlob, column.fingerprint.databaseBlob])
            }
        }
        return count
    }

    /// - Throws: `TargetError.same` for two items whose secrets Kubernetes is known to call by one name.
    private static func refuseSame(_ database: Database, run: Int64, _ plan: PlanName) throws {
        // Most installations do not say the name, and then nothing has to be sorted.
        let isKnown = try Bool.fetchOne(
            database, sql: "SELECT EXISTS (SELECT 1 FROM secrets WHERE k8s_name IS NOT NULL)")
        guard isKnown == true else { return }
        let row = try Row.fetchOne(
            database,
            sql: """
                SELECT app_id, min(secret_name), max(secret_name), k8s_name
                  FROM items JOIN secrets ON secrets.id = items.secret_id
                 WHERE items.id BETWEEN ? AND ? AND k8s_name IS NOT NULL
                 GROUP BY app_id, k8s_name
                HAVING count(*) > 1
                 LIMIT 1
                """, arguments: database.items(of: run).all)
        guard let row else { return }
        throw TargetError.same(
            Target(app: AppID(stored: row[0]), secret: SecretName(stored: row[1])), SecretName(stored: row[2]),
            k8sName: row[3], plan: plan)
    }

    private static func nameApps(_ database: Database, run: Int64, _ names: [AppID: String]) throws {
        guard !names.isEmpty else { return }
        try database.execute(
            sql: "CREATE TEMP TABLE IF NOT EXISTS app_names (app_id TEXT PRIMARY KEY, name TEXT NOT NULL) STRICT")
        try database.execute(sql: "DELETE FROM temp.app_names")
        for (app, name) in names {
            try database.change("INSERT INTO temp.app_names (app_id, name) VALUES (?, ?)", [app.text, name])
        }
        try database.execute(
            sql: """
                UPDATE items SET app_name = (
                       SELECT name FROM temp.app_names JOIN secrets ON secrets.app_id = app_names.app_id
                        WHERE secrets.id = items.secret_id)
                 WHERE id BETWEEN ? AND ?
                """, arguments: database.items(of: run).all)
        try database.execute(sql: "DROP TABLE temp.app_names")
    }

    private static func condition(_ order: NewRun) -> (sql: String, arguments: StatementArguments) {
        var sql = ""
        var arguments = StatementArguments()
        for (column, values) in [
            ("app_id", order.apps.map(\.text)), ("secret_name", order.secrets.map(\.text)),
        ] where !values.isEmpty {
            sql += " AND secrets.\(column) IN (\(databaseQuestionMarks(count: values.count)))"
            arguments += StatementArguments(values)
        }
        if let shard = order.shard {
            sql += " AND \(Shard.function)(secrets.app_id, secrets.secret_name, ?) = ?"
            arguments += [shard.count, shard.index]
        }
        return (sql, arguments)
    }
}
