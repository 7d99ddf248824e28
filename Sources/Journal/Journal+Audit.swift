import Foundation
import GRDB
package import Model

/// What became of the audit trail.
package enum AuditVerdict: Sendable, Equatable {
    case whole(AuditHead)
    case changed(row: Int64)
    /// This row is not there; when it is the next after the last one, the end was cut off.
    case missing(row: Int64)
    /// A row that rekey did not write.
    case foreign(row: Int64)
    /// The sealed head does not open or is gone, so that nobody can tell how long the trail was.
    case noHead
}

extension Journal {
    /// From now on what changes the database is audited.
    package func setAuditor(_ auditor: Auditor) { self.auditor = auditor }

    /// Adds a row about something that changes nothing else here.
    package func audit(_ action: AuditAction, _ subject: AuditSubject, detail: String? = nil) throws {
        let auditor = auditor
        try write { try Self.audit($0, auditor, action, subject, detail: detail) }
    }

    /// Adds a row within the transaction of what it is about: both are there, or none.
    static func audit(
        _ database: Database, _ auditor: Auditor?, _ action: AuditAction, _ subject: AuditSubject,
        detail: String? = nil
    ) throws {
        guard let auditor else { return }
        let head = try head(database, auditor) ?? .empty
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
        let sealed = try auditor.seal(AuditHead(count: row.id, hash: row.hash).bytes)
        try database.execute(sql: "UPDATE settings SET audit_head = ?", arguments: [sealed.databaseBlob])
    }

    /// Goes through the trail from its first row. - Returns: what is wrong first, if anything is.
    package func verifyAudit(_ auditor: Auditor) throws -> AuditVerdict {
        try read { database in
            let head: AuditHead
            do {
                head = try Self.head(database, auditor) ?? .empty
            } catch is AuditHeadLost {
                return .noHead
            }
            var last = AuditHead.empty
            let rows = try Row.fetchCursor(database, sql: "SELECT * FROM audit ORDER BY id")
            while let found = try rows.next() {
                let row = AuditRow(found)
                if row.id > head.count { return .foreign(row: row.id) }
                if row.id != last.count + 1 { return .missing(row: last.count + 1) }
                guard row.hash == auditor.hash(last.hash + Array(row.text.utf8)) else { return .changed(row: row.id) }
                last = AuditHead(count: row.id, hash: row.hash)
            }
            if last.count < head.count { return .missing(row: last.count + 1) }
            return last == head ? .whole(head) : .changed(row: last.count)
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

    /// - Returns: `nil` before the first row.
    package func auditHead(_ auditor: Auditor) throws -> AuditHead? {
        try read { try Self.head($0, auditor) }
    }

    /// - Throws: `AuditHeadLost` where rows are there and their head is not, or does not open.
    private static func head(_ database: Database, _ auditor: Auditor) throws -> AuditHead? {
        let row = try Row.fetchOne(database, sql: "SELECT audit_head FROM settings")
        guard let row, let sealed: Data = row["audit_head"] else {
            let isThere = try Bool.fetchOne(database, sql: "SELECT EXISTS (SELECT 1 FROM audit)") ?? false
            if isThere { throw AuditHeadLost() }
            return nil
        }
        guard let bytes = try? auditor.open(Array(sealed)), let head = AuditHead(bytes: bytes) else {
            throw AuditHeadLost()  // another key or damage: which, nobody can tell
        }
        return head
    }
}

/// The trail cannot go on, because nobody knows where it ended.
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
