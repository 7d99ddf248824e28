import CrashPoints
import GRDB
package import Model

extension Journal {
    /// Makes plans what their definitions say: a new revision where anything differs, nothing otherwise.
    ///
    /// All of it is one transaction, targets included.
    /// - Parameter isTrial: undo everything again, to find out what would change.
    /// - Throws: `TargetError`, what is wrong with a list, or `JournalError`.
    package func apply(_ orders: [NewRevision], isTrial: Bool = false) throws -> [PlanChange] {
        try apply(orders, isTrial: isTrial) { _ in }
    }

    /// Applies plans, and compares their targets with those of all plans.
    package func applyAndCompare(
        _ orders: [NewRevision], isTrial: Bool
    ) throws -> (changes: [PlanChange], conflicts: [PlanConflict]) {
        var conflicts: [PlanConflict] = []
        let changes = try apply(orders, isTrial: isTrial) { database in
            conflicts = try Self.conflicts(database, of: orders.map(\.name.text))
        }
        return (changes, conflicts)
    }

    /// - Parameter inspect: looks at what was applied, within the same transaction.
    private func apply(
        _ orders: [NewRevision], isTrial: Bool, inspect: (Database) throws -> Void
    ) throws -> [PlanChange] {
        let auditor = auditor
        return try Self.translating(path: path) {
            var changes: [PlanChange] = []
            try queue.inTransaction(.immediate) { database in
                for order in orders { changes.append(try Self.apply(database, order)) }
                for change in changes where change.kind != .unchanged {
                    let subject = AuditSubject(plan: change.plan, revision: change.revision)
                    try Self.audit(database, auditor, .apply, subject, detail: "\(change.targets) targets")
                }
                try inspect(database)
                if !isTrial { CrashPoint.applyBeforeCommit.pass() }
                return isTrial ? .rollback : .commit
            }
            if !isTrial { CrashPoint.applyAfterCommit.pass() }
            return changes
        }
    }

    private static func apply(_ database: Database, _ order: NewRevision) throws -> PlanChange {
        var change: PlanChange?
        try database.inSavepoint {
            let made = try revise(database, order)
            change = made
            if made.kind == .unchanged { return .rollback }
            try database.change(
                """
                INSERT INTO plans (name, definition, directory) VALUES (?, ?, ?)
                ON CONFLICT (name) DO UPDATE
                SET definition = excluded.definition, directory = excluded.directory
                """,
                [order.name.text, order.definition, order.directory])
            return .commit
        }
        guard let change else { throw JournalError(.failed, "the plan was not applied; try again") }
        return change
    }

    private static func revise(_ database: Database, _ order: NewRevision) throws -> PlanChange {
        let old = try Row.fetchOne(
            database.cachedStatement(
                sql: """
                    SELECT id, number, definition, digest, file FROM revisions WHERE plan = ?
                     ORDER BY number DESC LIMIT 1
                    """),
            arguments: [order.name.text])
        let number = (old?["number"] ?? 0) + 1
        let (id, tally, digest) = try insertRevision(database, order, number: number, previous: old?["id"])
        let isThere =
            try Bool.fetchOne(
                database.cachedStatement(sql: "SELECT EXISTS (SELECT 1 FROM plans WHERE name = ?)"),
                arguments: [order.name.text])
            ?? false
        let isSame = isThere && old?["digest"] == digest.databaseBlob
        let oldID: Int64? = old?["id"]
        let previousFile: String? = isThere ? old?["file"] : nil
        let change = PlanChange(
            plan: order.name.text, kind: !isThere || old == nil ? .created : isSame ? .unchanged : .changed,
            revision: isSame ? number - 1 : number, previousDefinition: isThere ? old?["definition"] : nil,
            replacedFile: order.file == nil || previousFile == order.file ? nil : previousFile,
            definition: order.definition, targets: Int(tally.position),
            addedTargets: try count(database, in: id, butNotIn: oldID),
            removedTargets: try oldID.map { try count(database, in: $0, butNotIn: id) } ?? 0,
            changedColumns: try oldID.map { try changedColumns(database, in: id, since: $0) } ?? 0,
            asksAPI: order.asksAPI, emptyEntries: tally.emptyEntries)
        if let oldID {
            try database.execute(sql: "DELETE FROM revision_targets WHERE revision_id = ?", arguments: [oldID])
        }
        try shredColumns(database, of: order.name.text, butNot: id)
        return change
    }

    private static func changedColumns(_ database: Database, in revision: Int64, since old: Int64) throws -> Int {
        try Int.fetchOne(
            database.cachedStatement(
                sql: """
                    SELECT (SELECT count(*)
                              FROM column_values AS new
                              JOIN column_values AS old
                                ON old.revision_id = ?1 AND old.secret_id = new.secret_id
                               AND old.column_name = new.column_name
                             WHERE new.revision_id = ?2 AND new.fingerprint <> old.fingerprint)
                           + (SELECT count(*)
                                FROM named_targets AS target
                                JOIN named_targets AS past
                                  ON past.revision_id = ?1 AND past.app_name = target.app_name
                                 AND past.secret_name = target.secret_name
                                JOIN named_values AS new
                                  ON new.revision_id = ?2 AND new.position = target.position
                                JOIN named_values AS old
                                  ON old.revision_id = ?1 AND old.position = past.position
                                 AND old.column_name = new.column_name
                               WHERE target.revision_id = ?2 AND new.fingerprint <> old.fingerprint)
                    """),
            arguments: [old, revision]) ?? 0
    }

    /// Columns of revisions that no run needs any more.
    private static func shredColumns(_ database: Database, of plan: String, butNot revision: Int64?) throws {
        try database.change(
            """
            DELETE FROM column_values
             WHERE revision_id IN (SELECT id FROM revisions WHERE plan = ? AND id IS NOT ?)
               AND NOT EXISTS (
                   SELECT 1 FROM runs
                    WHERE revision_id = column_values.revision_id
                      AND state IN ('running', 'interrupted', 'stopped', 'failed'))
            """, [plan, revision])
        for table in ["named_targets", "named_values"] {
            try database.change(
                """
                DELETE FROM \(table) WHERE revision_id IN (SELECT id FROM revisions WHERE plan = ? AND id IS NOT ?)
                """, [plan, revision])
        }
    }

    private static func insertRevision(
        _ database: Database, _ order: NewRevision, number: Int, previous: Int64?
    ) throws -> (id: Int64, tally: TargetWriter.Tally, digest: [UInt8]) {
        try database.change(
            """
            INSERT INTO revisions (plan, number, definition, directory, file, digest, targets, created_at)
            VALUES (?, ?, ?, ?, ?, zeroblob(32), 0, ?)
            """,
            [order.name.text, number, order.definition, order.directory, order.file, Int64.nowMicroseconds])
        let id = database.lastInsertedRowID
        let tally = TargetWriter.Tally()
        let writer = TargetWriter(database: database, plan: order.name, revision: id, previous: previous, tally: tally)
        try writer.take(order)
        let digest = tally.digest.finished(definition: order.definition, directory: order.directory)
        try database.change(
            "UPDATE revisions SET digest = ?, targets = ? WHERE id = ?",
            [digest.databaseBlob, tally.position, id])
        return (id, tally, digest)
    }

    /// The targets that an order would give its plan, without writing anything.
    /// - Returns: the first `maximum` that fit, how many fit in all, those whose apps are named, and how many others each entry
    ///   has.
    package func targets(
        of order: NewRevision, maximum: Int, where fits: @Sendable (Target) -> Bool
    ) throws -> (first: [PlannedTarget], total: Int, named: [NamedRow], counts: [Int: Int]) {
        try withoutActuallyEscaping(fits) { fits in
            try read { database in
                let previous = try Int64.fetchOne(
                    database, sql: "SELECT id FROM revisions WHERE plan = ? ORDER BY number DESC LIMIT 1",
                    arguments: [order.name.text])
                let collector = TargetCollector(
                    database: database, plan: order.name, previous: previous, maximum: maximum, fits: fits)
                try collector.take(order)
                let found = collector.found
                return (found.first, found.total, found.named, found.counts)
            }
        }
    }

    private static func count(_ database: Database, in revision: Int64, butNotIn other: Int64?) throws -> Int {
        try Int.fetchOne(
            database.cachedStatement(
                sql: """
                    SELECT (SELECT count(*)
                              FROM revision_targets AS here
                             WHERE here.revision_id = ?1
                               AND NOT EXISTS (
                                   SELECT 1 FROM revision_targets AS there
                                    WHERE there.revision_id = ?2 AND there.secret_id = here.secret_id))
                           + (SELECT count(*)
                                FROM named_targets AS here
                               WHERE here.revision_id = ?1
                                 AND NOT EXISTS (
                                     SELECT 1 FROM named_targets AS there
                                      WHERE there.revision_id = ?2 AND there.app_name = here.app_name
                                        AND there.secret_name = here.secret_name))
                    """),
            arguments: [revision, other]) ?? 0
    }

    /// All plans by name.
    package func plans() throws -> [PlanRow] {
        try read { try Row.fetchAll($0, sql: Self.planColumns + " ORDER BY plans.name").map(PlanRow.init) }
    }

    package func plan(_ name: String) throws -> PlanRow? {
        try read {
            try Row.fetchOne($0, sql: Self.planColumns + " WHERE plans.name = ?", arguments: [name]).map(PlanRow.init)
        }
    }

    private static let planColumns = """
        SELECT plans.name, plans.definition, plans.directory, revisions.number, revisions.targets, revisions.created_at,
               revisions.definition AS revised_definition
          FROM plans
          LEFT JOIN revisions
            ON revisions.id = (
               SELECT id FROM revisions AS latest
                WHERE latest.plan = plans.name ORDER BY latest.number DESC LIMIT 1)
        """

    /// Takes the plan away; its runs and their record stay.
    /// - Returns: whether it was there.
    package func removePlan(_ name: String) throws -> Bool {
        let auditor = auditor
        return try write(.removeBeforeCommit, .removeAfterCommit) { database in
            try database.execute(sql: "DELETE FROM plans WHERE name = ?", arguments: [name])
            guard database.changesCount == 1 else { return false }
            try Self.shredColumns(database, of: name, butNot: nil)
            try Self.audit(database, auditor, .remove, AuditSubject(plan: name))
            return true
        }
    }
}

extension PlanRow {
    fileprivate init(_ row: Row) {
        self.init(
            name: row["name"], definition: row["definition"], directory: row["directory"], revision: row["number"],
            targets: row["targets"], revisedAt: row["created_at"], revisedDefinition: row["revised_definition"])
    }
}
