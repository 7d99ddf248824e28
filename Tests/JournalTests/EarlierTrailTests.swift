import Crypto
import Foundation
import GRDB
import Migrations
import Model
import Testing

@testable import Journal

/// Audit trails that an earlier rekey began: it sealed no head at first, and wrote no row of a run's end.
@Suite struct EarlierTrailTests {
    private let path = FileManager.default.temporaryDirectory.path + "/\(UUID().uuidString).db"
    /// Nothing is sealed, so that a test can look at it.
    private let auditor = Auditor(
        actor: "a", host: "h", hash: { Array(SHA256.hash(data: $0)) }, seal: { $0 }, open: { $0 })

    private func remove() {
        for end in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: path + end) }
    }

    /// A database of the schema before this one, with its settings.
    private func earlier() async throws -> Journal {
        try Data().write(to: URL(fileURLWithPath: path))
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
        try await DatabaseQueue(path: path).writeWithoutTransaction { database in
            let steps = Migrations.all.prefix { $0.name != "audit_and_times" }
            try Schema.migrate(database, steps: Array(steps))
            try database.execute(
                sql: "INSERT INTO settings (id, fingerprint_key, created_at) VALUES (1, x'00', ?)",
                arguments: [Int64.nowMicroseconds - 1])
        }
        let journal = try Journal(path: path, access: .readWrite)
        await journal.setAuditor(auditor)
        return journal
    }

    private func change(_ journal: Journal, _ sql: String) async throws {
        try await journal.queue.write { try $0.execute(sql: sql) }
    }

    private func head(_ journal: Journal) async throws -> [UInt8]? {
        try await journal.queue.read { try Data.fetchOne($0, sql: "SELECT audit_head FROM settings").map(Array.init) }
    }

    private func apply(_ journal: Journal) async throws {
        let app = try AppID("00000000-0000-4000-8000-000000000001")
        _ = try await journal.apply([
            NewRevision(
                name: try PlanName("p"), definition: "{}", directory: "/", origin: "p",
                targets: FixedTargets([Target(app: app, secret: try SecretName("db"))]))
        ])
    }

    private func run(_ journal: Journal) async throws -> Int64 {
        try await journal.createRun(
            NewRun(uuid: UUID(), plan: try PlanName("p"), trigger: "test", dataKey: [1], apps: [], secrets: [])
        ).id
    }

    private func isWhole(_ journal: Journal) async throws -> Bool {
        if case .whole = try await journal.verifyAudit(auditor) { true } else { false }
    }

    @Test("one without a row gets its head, unless somebody has been at work there")
    func untouched() async throws {
        defer { remove() }
        let journal = try await earlier()
        #expect(try await isWhole(journal))
        #expect(try await head(journal) == nil)
        try await journal.beginTrail()
        #expect(try await head(journal) == AuditTrailState.new.bytes)
        try await apply(journal)
        #expect(try await isWhole(journal))
        try await change(journal, "DELETE FROM audit; UPDATE settings SET audit_head = NULL")
        try await journal.beginTrail()
        #expect(try await head(journal) == nil)
        #expect(try await journal.verifyAudit(auditor) == .noHead)
        await #expect(throws: AuditHeadLost.self) { try await journal.audit(.prune, AuditSubject()) }
    }

    @Test("what ended before is taken as it is, and what ends from now on has its row")
    func upgraded() async throws {
        defer { remove() }
        let journal = try await earlier()
        try await journal.beginTrail()
        try await apply(journal)
        let old = try await run(journal)
        // As the earlier rekey left it: ended without a row, and the head sealed alone.
        try await change(journal, "UPDATE runs SET state = 'failed'")
        let count = try #require(try await journal.auditHead(auditor)?.count)
        let sealed = try #require(try await head(journal))
        try await journal.queue.write {
            try $0.execute(sql: "UPDATE settings SET audit_head = ?", arguments: [Data(sealed.prefix(40))])
        }
        #expect(try await isWhole(journal))
        try await journal.beginTrail()
        let kept = try #require(try await head(journal))
        let end = try #require(try await journal.auditHead(auditor))
        #expect(AuditTrailState(bytes: kept) == AuditTrailState(head: end, completeFrom: count + 1))
        #expect(try await isWhole(journal))

        let new = try await run(journal)
        try await change(journal, "UPDATE runs SET state = 'failed' WHERE id = \(new)")
        #expect(
            try await journal.verifyAudit(auditor)
                == .contradicted(["run \(new) is failed, and the audit trail has no row of its end"]))
        try await change(journal, "UPDATE runs SET state = 'running' WHERE id = \(new)")
        try await journal.finish(new, state: .failed, reason: nil)
        #expect(try await isWhole(journal))
        // The old one, once it is retried, is like any other.
        _ = try await journal.reopenUnsuccessful(
            old, RetrySelection(statusCodes: [], errorKinds: [], regenerates: false))
        try await journal.finish(old, state: .succeeded, reason: nil)
        try await change(journal, "UPDATE runs SET state = 'failed' WHERE id = \(old)")
        #expect(
            try await journal.verifyAudit(auditor)
                == .contradicted(["run \(old) or its outcomes were changed after it ended"]))
        #expect(try await journal.verifyAudit(auditor, comparesOutcomes: false) != .noHead)
    }

    @Test("a prune that a crash cut short is no fault, and the next one ends it")
    func cutShort() async throws {
        defer { remove() }
        let journal = try await earlier()
        try await journal.beginTrail()
        try await apply(journal)
        let run = try await run(journal)
        try await journal.cancel(run)
        #expect(try await isWhole(journal))
        // After the transaction that took its item, before the one that takes the run.
        try await journal.audit(.prune, AuditSubject(plan: "p", run: run), detail: AuditAccount.pruneBegun)
        try await change(journal, "DELETE FROM items")
        #expect(try await isWhole(journal))
        _ = try await journal.prune(before: .nowMicroseconds + 1, detail: "")
        #expect(try await isWhole(journal))
        try await journal.queue.read { database in
            let last = try String.fetchOne(
                database, sql: "SELECT detail FROM audit WHERE run IS NOT NULL ORDER BY id DESC")
            #expect(last == AuditAccount.taken)
        }
    }
}
