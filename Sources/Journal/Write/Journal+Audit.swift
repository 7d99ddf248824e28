import Foundation
import GRDB
package import Model

extension Journal {
    /// From now on what changes the database is audited.
    package func setAuditor(_ auditor: Auditor) { self.auditor = auditor }

    /// What is to be sealed as the head of a new database's trail.
    package static var newTrail: [UInt8] { AuditTrailState.new.bytes }

    /// Seals what an earlier rekey left open: the head of a trail without a row, and from where on another is complete.
    ///
    /// Where rows or the head are missing, nothing is done: `verifyAudit` reports that.
    package func beginTrail() throws {
        guard let auditor else { return }
        let needsSeal = { (database: Database) -> AuditTrailState? in
            guard let sealed = try Self.sealedHead(database) else {
                return try Self.isUntouched(database) ? .new : nil
            }
            guard let bytes = try? auditor.open(sealed),  // the one that needs it reports what does not open
                AuditTrailState.isOfEarlierRekey(bytes), let state = AuditTrailState(bytes: bytes)
            else { return nil }
            let last = try Int64.fetchOne(database, sql: "SELECT max(id) FROM audit") ?? 0
            return last == state.head.count ? state : nil
        }
        guard try read(needsSeal) != nil else { return }
        try write { database in
            // Another process may have been first.
            guard let state = try needsSeal(database) else { return }
            try Self.keep(database, auditor, state)
        }
    }

    /// Adds a row about something that changes nothing else here.
    package func audit(_ action: AuditAction, _ subject: AuditSubject, detail: String? = nil) throws {
        let auditor = auditor
        try write { try Self.audit($0, auditor, action, subject, detail: detail) }
    }

    /// Adds a row for each of several subjects: all are there, or none.
    package func audit(_ action: AuditAction, each subjects: [AuditSubject], detail: String) throws {
        let auditor = auditor
        try write { database in
            for subject in subjects { try Self.audit(database, auditor, action, subject, detail: detail) }
        }
    }

    /// Adds a row within the transaction of what it is about: both are there, or none.
    static func audit(
        _ database: Database, _ auditor: Auditor?, _ action: AuditAction, _ subject: AuditSubject,
        detail: String? = nil
    ) throws {
        guard let auditor else { return }
        let state = try state(database, auditor)
        let head = state.head
        var row = AuditRow(
            id: head.count + 1, at: .nowMicroseconds, actor: auditor.actor, host: auditor.host,
            action: action.rawValue, plan: subject.plan, revision: subject.revision, run: subject.run,
            appID: subject.target?.app.text, secretName: subject.target?.secret.text, detail: detail)
        row.hash = auditor.hash(head.hash + Array(row.text.utf8))
        try database.execute(
            sql: """
                INSERT INTO audit (id, at, actor, host, action, plan, revision, run, app_id, secret_name, detail, hash)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                row.id, row.at, row.actor, row.host, row.action, row.plan, row.revision, row.run, row.appID,
                row.secretName, row.detail, row.hash.databaseBlob,
            ])
        let now = AuditHead(count: row.id, hash: row.hash)
        try keep(database, auditor, AuditTrailState(head: now, completeFrom: state.completeFrom))
    }

    private static func keep(_ database: Database, _ auditor: Auditor, _ state: AuditTrailState) throws {
        let sealed = try auditor.seal(state.bytes)
        try database.execute(sql: "UPDATE settings SET audit_head = ?", arguments: [sealed.databaseBlob])
    }

    /// Goes through the trail from its first row, then holds it against the record.
    /// - Parameter comparesOutcomes: whether to read every item of every run too.
    /// - Returns: what is wrong first, if anything is.
    package func verifyAudit(_ auditor: Auditor, comparesOutcomes: Bool = true) throws -> AuditVerdict {
        try read { database in
            let state: AuditTrailState
            do {
                state = try Self.state(database, auditor)
            } catch is AuditHeadLost {
                return .noHead
            }
            var account = AuditAccount(completeFrom: state.completeFrom)
            var last = AuditHead.empty
            let rows = try Row.fetchCursor(database, sql: "SELECT * FROM audit ORDER BY id")
            while let found = try rows.next() {
                let row = AuditRow(found)
                if row.id > state.head.count { return .foreign(row: row.id) }
                if row.id != last.count + 1 { return .missing(row: last.count + 1) }
                guard row.hash == auditor.hash(last.hash + Array(row.text.utf8)) else { return .changed(row: row.id) }
                last = AuditHead(count: row.id, hash: row.hash)
                account.note(row)
            }
            if last.count < state.head.count { return .missing(row: last.count + 1) }
            guard last == state.head else { return .changed(row: last.count) }
            let found = try account.contradictions(database, comparesOutcomes: comparesOutcomes)
            return found.isEmpty ? .whole(last) : .contradicted(found)
        }
    }

    /// Whether the trail has this row, or begins there.
    package func hasAuditRow(_ head: AuditHead) throws -> Bool {
        try read { database in
            if head == .empty { return true }
            let hash = try Data.fetchOne(database, sql: "SELECT hash FROM audit WHERE id = ?", arguments: [head.count])
            return hash.map(Array.init) == head.hash
        }
    }

    /// The trail row by row.
    package func forEachAuditRow(_ body: (AuditRow) throws -> Void) throws {
        try read { database in
            let rows = try Row.fetchCursor(database, sql: "SELECT * FROM audit ORDER BY id")
            while let row = try rows.next() { try body(AuditRow(row)) }
        }
    }

    package func auditHead(_ auditor: Auditor) throws -> AuditHead? {
        try read { try Self.state($0, auditor).head }
    }

    /// - Throws: `AuditHeadLost` where the head is not there, or does not open. Only an earlier rekey made databases
    ///   without one, and had sealed it by the first row.
    private static func state(_ database: Database, _ auditor: Auditor) throws -> AuditTrailState {
        guard let sealed = try sealedHead(database) else {
            guard try isUntouched(database) else { throw AuditHeadLost() }
            return .new
        }
        guard let bytes = try? auditor.open(sealed), let state = AuditTrailState(bytes: bytes) else {
            throw AuditHeadLost()  // another key or damage; which of them cannot be known
        }
        return state
    }

    private static func sealedHead(_ database: Database) throws -> [UInt8]? {
        let row = try Row.fetchOne(database, sql: "SELECT audit_head FROM settings")
        let sealed: Data? = row?["audit_head"]
        return sealed.map(Array.init)
    }

    /// Whether an earlier rekey made the database, and nobody has done anything yet that the trail would have a row of.
    private static func isUntouched(_ database: Database) throws -> Bool {
        try Bool.fetchOne(
            database,
            sql: """
                SELECT NOT EXISTS (SELECT 1 FROM audit) AND NOT EXISTS (SELECT 1 FROM runs)
                   AND NOT EXISTS (SELECT 1 FROM revisions) AND NOT EXISTS (SELECT 1 FROM logins)
                   AND NOT EXISTS (SELECT 1 FROM sqlite_sequence WHERE name = 'runs')
                   AND ifnull((SELECT applied_at FROM schema_steps WHERE name = 'audit_and_times')
                              > (SELECT created_at FROM settings), 1)
                """) ?? false
    }
}

/// The trail cannot be continued, because its end is not known.
package struct AuditHeadLost: Error, Sendable, CustomStringConvertible {
    package let description =
        "the audit trail's head is gone or does not open: the database was changed by another program; restore it from a "
        + "backup, `rekey audit verify` shows what is left"
}

extension AuditRow {
    fileprivate init(_ row: Row) {
        let hash: Data = row["hash"]
        self.init(
            id: row["id"], at: row["at"], actor: row["actor"], host: row["host"], action: row["action"],
            plan: row["plan"], revision: row["revision"], run: row["run"], appID: row["app_id"],
            secretName: row["secret_name"], detail: row["detail"], hash: Array(hash))
    }
}
