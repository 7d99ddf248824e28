import Foundation
import GRDB
import Migrations
import Model
import Testing

@testable import Journal

@Suite struct JournalTests {
    private let path = FileManager.default.temporaryDirectory.path + "/\(UUID().uuidString).db"

    private func target(_ number: Int) throws -> Target {
        let digits = String(number)
        let id = "00000000-0000-4000-8000-" + String(repeating: "0", count: 12 - digits.count) + digits
        return Target(app: try AppID(id), secret: try SecretName("db"))
    }

    private func order(_ definition: String, targets: Range<Int>) throws -> NewRevision {
        let list = try targets.map(target)
        return NewRevision(
            name: try PlanName("p"), definition: definition, directory: "/", origin: "p", targets: FixedTargets(list))
    }

    private func journal() throws -> Journal { try Journal(path: path, access: .create) }

    private func run(_ journal: Journal) async throws -> RunRow {
        try await journal.createRun(
            NewRun(
                uuid: UUID(), plan: try PlanName("p"), trigger: "test", dataKey: [1], apps: [], secrets: []))
    }

    private func remove() {
        for end in ["", "-wal", "-shm", ".lock"] { try? FileManager.default.removeItem(atPath: path + end) }
    }

    @Test("every commit is synced, deleted text is overwritten, references hold")
    func settings() async throws {
        defer { remove() }
        let journal = try journal()
        let found = try await journal.queue.read { database in
            try ["journal_mode", "synchronous", "secure_delete", "foreign_keys"].map {
                try String.fetchOne(database, sql: "PRAGMA \($0)")
            }
        }
        #expect(found == ["wal", "2", "1", "1"])
    }

    @Test("applying a plan twice changes nothing, changing it makes a revision")
    func apply() async throws {
        defer { remove() }
        let journal = try journal()
        let first = try await journal.apply([order("{}", targets: 0..<3)])[0]
        #expect(first.kind == .created && first.revision == 1 && first.targets == 3)
        #expect(try await journal.apply([order("{}", targets: 0..<3)])[0].kind == .unchanged)
        let trial = try await journal.apply([order("{}", targets: 1..<5)], isTrial: true)[0]
        #expect(trial.kind == .changed && trial.addedTargets == 2 && trial.removedTargets == 1)
        #expect(try await journal.plan("p")?.revision == 1)
        #expect(try await journal.apply([order("{}", targets: 1..<5)])[0].revision == 2)
        #expect(try await journal.apply([order("{\"a\":1}", targets: 1..<5)])[0].revision == 3)
    }

    @Test("a plan that fails midway leaves nothing behind")
    func atomic() async throws {
        defer { remove() }
        let journal = try journal()
        let twice = try target(1)
        let bad = NewRevision(
            name: try PlanName("q"), definition: "{}", directory: "/", origin: "q",
            targets: FixedTargets([twice, twice]))
        await #expect(throws: TargetError.self) { try await journal.apply([order("{}", targets: 0..<2), bad]) }
        #expect(try await journal.plans().isEmpty)
    }

    @Test("a transition that finds another state than it expects records nothing")
    func guarded() async throws {
        defer { remove() }
        let journal = try journal()
        _ = try await journal.apply([order("{}", targets: 0..<2)])
        let run = try await run(journal)
        let items = try await journal.pendingItems(run: run.id, after: 0, maximum: 10)
        var turn = CommitBatch()
        turn.prepared = items.map { CommitBatch.Preparation(item: $0.id, sealed: [1], fingerprints: Array("{}".utf8)) }
        try await journal.record(turn, run: run.id, retain: 0)
        await #expect(throws: JournalError.self) { try await journal.record(turn, run: run.id, retain: 0) }
        var withdrawal = CommitBatch()
        withdrawal.withdrawn = [items[1].id]
        try await journal.record(withdrawal, run: run.id, retain: 0)
        let left = try await journal.preparedItems(run: run.id, after: 0, maximum: 10)
        #expect(left.map(\.state) == [.sending, .prepared])
        var release = CommitBatch()
        release.released = items.map(\.id)
        await #expect(throws: JournalError.self) { try await journal.record(release, run: run.id, retain: 0) }
        release.released = [items[1].id]
        try await journal.record(release, run: run.id, retain: 0)
    }

    @Test("cancelling settles every item and forgets every value")
    func cancel() async throws {
        defer { remove() }
        let journal = try journal()
        _ = try await journal.apply([order("{}", targets: 0..<3)])
        let run = try await run(journal)
        let items = try await journal.pendingItems(run: run.id, after: 0, maximum: 2)
        var turn = CommitBatch()
        turn.prepared = items.map {
            CommitBatch.Preparation(item: $0.id, sealed: [9, 9], fingerprints: Array("{}".utf8))
        }
        try await journal.record(turn, run: run.id, retain: 0)
        turn = CommitBatch()
        turn.withdrawn = [items[1].id]
        try await journal.record(turn, run: run.id, retain: 0)
        try await journal.cancel(run.id)
        let after = try await journal.run(id: run.id)
        #expect(after.state == .cancelled && after.tally.unknown == 1 && after.tally.skipped == 2)
        #expect(after.dataKey == nil)
        let sealed = try await journal.queue.read {
            try Int.fetchOne($0, sql: "SELECT count(*) FROM item_values WHERE sealed IS NOT NULL")
        }
        #expect(sealed == 0)
    }

    @Test("a newer database, another program's, a damaged one and no database are refused with a word")
    func refused() async throws {
        defer { remove() }
        _ = try journal()
        try await DatabaseQueue(path: path).write { try $0.execute(sql: "PRAGMA user_version = 99") }
        var error = #expect(throws: JournalError.self) { try Journal(path: path, access: .readWrite) }
        #expect(error?.kind == .failed && error?.description.contains("version 99") == true)
        remove()
        try await DatabaseQueue(path: path).write { try $0.execute(sql: "CREATE TABLE x (y)") }
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
        error = #expect(throws: JournalError.self) { try Journal(path: path, access: .readWrite) }
        #expect(error?.description.contains("another program") == true)
        remove()
        let noise = Data((0..<4_096).map { UInt8(truncatingIfNeeded: $0 &* 7) })
        _ = FileManager.default.createFile(atPath: path, contents: noise, attributes: [.posixPermissions: 0o600])
        error = #expect(throws: JournalError.self) { try Journal(path: path, access: .readWrite) }
        #expect(error?.kind == .failed)
        remove()
        error = #expect(throws: JournalError.self) { try Journal(path: path, access: .readWrite) }
        #expect(error?.kind == .configuration)
    }

    @Test("a step of the schema that differs from ours is noticed")
    func checksum() async throws {
        defer { remove() }
        _ = try journal()
        try await DatabaseQueue(path: path).write { try $0.execute(sql: "UPDATE schema_steps SET sha256 = 'x'") }
        #expect(throws: JournalError.self) { try Journal(path: path, access: .readWrite) }
    }

    @Test("a database that others can read is refused")
    func permissions() throws {
        defer { remove() }
        _ = try journal()
        let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? NSNumber
        #expect(mode?.intValue == 0o600)
        try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: path)
        let error = #expect(throws: JournalError.self) { try Journal(path: path, access: .readWrite) }
        #expect(error?.kind == .configuration)
    }

    @Test("one runner at a time, and the lock goes with its holder")
    func lock() throws {
        defer { remove() }
        let database = try journal()
        defer { withExtendedLifetime(database) {} }
        var lock = try RunnerLock.take(database: path)
        let isTaken = lock != nil
        #expect(isTaken)
        #expect(RunnerLock.isHeld(database: path))
        let isSecond = try RunnerLock.take(database: path) == nil
        #expect(isSecond)
        #expect(RunnerLock.holder(database: path) == getpid())
        lock.take()?.release()
        #expect(!RunnerLock.isHeld(database: path))
    }

    @Test("each older schema is brought up to date, with what it holds", arguments: 1..<Migrations.all.count)
    func olderSchema(number: Int) async throws {
        defer { remove() }
        try Data().write(to: URL(fileURLWithPath: path))
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
        try await DatabaseQueue(path: path).writeWithoutTransaction { database in
            try Schema.migrate(database, steps: Array(Migrations.all.prefix(number)))
            try database.execute(
                sql: """
                    INSERT INTO paces (host, theoretical_arrival, held_until, is_clean) VALUES ('h', 7, 8, 1);
                    INSERT INTO secrets (id, app_id, secret_name) VALUES (3, '00000000-0000-4000-8000-00000000000a', 'db');
                    INSERT INTO secrets (id, app_id, secret_name) VALUES (8, '00000000-0000-4000-8000-00000000000a', 'other');
                    INSERT INTO revisions (id, plan, number, definition, directory, digest, targets, created_at)
                    VALUES (4, 'p', 1, '{}', '/', zeroblob(32), 1, 0);
                    INSERT INTO runs (id, uuid, revision_id, state, trigger, items, failed, started_at)
                    VALUES (5, '00000000-0000-4000-8000-00000000000b', 4, 'failed', 'run', 2, 1, 0);
                    INSERT INTO items (id, run_id, secret_id, entry) VALUES (6, 5, 3, 0);
                    INSERT INTO items (id, run_id, secret_id, entry, state, attempts, error_kind, finished_at)
                    VALUES (7, 5, 8, 0, 'failed', 1, 'timeout', 9);
                    INSERT INTO attempts (item_id, number, request, started_at, duration, error_kind)
                    VALUES (7, 1, 'PUT', 1, 2, 'timeout');
                    """)
            // Until migration 7 each value had its row and its envelope.
            try database.execute(
                sql: number < 7
                    ? "INSERT INTO item_values VALUES (7, 'k', x'0180', zeroblob(16)), (7, 'l', NULL, zeroblob(16))"
                    : """
                    INSERT INTO item_values
                    VALUES (7, '{"k":"0180"}', '{"k":"00000000000000000000000000000000"}')
                    """)
            // Since migration 9 a run says where its items are.
            if number >= 9 {
                try database.execute(sql: "UPDATE runs SET first_item = 6, last_item = 7, settled_through = 5")
            }
            if number >= 10 {
                try database.execute(sql: "UPDATE items SET doubt = 1 WHERE id = 7; UPDATE attempts SET doubt = 1")
            }
        }
        try await readAsItIs()
        let journal = try journal()
        try await journal.keep(Installation(lists: true, reveals: false), host: "h")
        let kept = try await journal.installation(host: "h")?.installation
        #expect(kept?.lists == true && kept?.creates == nil && kept?.reveals == false)
        #expect(try await journal.installation(host: "other") == nil)
        let pending = try await journal.pendingItems(run: 5, after: 0, maximum: 9)
        #expect(pending.map(\.id) == [6] && pending.first?.target.secret.text == "db")
        let found = try await DatabaseQueue(path: path).read { database in
            (
                try String.fetchAll(database, sql: "SELECT coalesce(outcome, '-') FROM run_outcomes ORDER BY state"),
                try Int.fetchOne(database, sql: "SELECT count(*) FROM attempt_log"),
                try Row.fetchAll(database, sql: "PRAGMA foreign_key_check").count
            )
        }
        #expect(found.0 == ["failed", "-"] && found.1 == 1 && found.2 == 0)
        let doubt = try await DatabaseQueue(path: path).read {
            try Int.fetchAll($0, sql: "SELECT in_doubt FROM run_outcomes ORDER BY state")
        }
        #expect(doubt == [1, 0], "a request without an answer is in doubt, whatever the older release said")
        #expect(
            try await journal.reopenUnsuccessful(5, RetrySelection(statusCodes: [], errorKinds: [], regenerates: false))
                .again == 1)
        let again = try await journal.preparedItems(run: 5, after: 6, maximum: 9)
        guard case .each(let values) = again.first?.values else {
            Issue.record("its values are gone")
            return
        }
        #expect(values.map(\.key.text) == ["k"] && values.map(\.sealed) == [[1, 0x80]])
        let fingerprints = try await journal.fingerprints(run: 5)
        #expect(fingerprints.first { $0.key.text == "k" }?.bytes == [UInt8](repeating: 0, count: 16))
        let row = try #require(try await journal.pace(host: "h"))
        #expect(row.theoreticalArrival == 7 && row.heldUntil == 8 && row.savedAt == 0 && row.isClean)
    }

    /// Whoever only reads does not bring the schema up to date, and sees the same all the same.
    private func readAsItIs() async throws {
        let before = try await DatabaseQueue(path: path).read { try Int.fetchOne($0, sql: "PRAGMA user_version") }
        let record = try JournalReader(path: path)
        #expect(try record.head(5).tally.failed == 1)
        #expect(try record.head(5).inDoubt == 1)
        #expect(try record.latestHeads().map(\.run) == [5])
        var attempts: [Int64] = []
        try record.forEachAttempt(of: 5) { start, duration, _ in attempts += [start, duration] }
        #expect(attempts == [1, 2])
        #expect(try record.attemptCounts(of: 5).map(\.items) == [1, 1])
        #expect(try record.finishes(of: 5, start: 0, width: 10).map(\.count) == [1])
        #expect(try record.causes(of: 5).map(\.count) == [1])
        #expect(try record.apps(of: 5, maximum: 9).map(\.items) == [2] && record.appCount(of: 5) == 1)
        #expect(try record.ages().isEmpty && record.lastSuccesses().isEmpty)
        let reader = try Journal(path: path, access: .readOnly)
        #expect(try await reader.run("5")?.tally.items == 2)
        #expect(try await reader.installation(host: "h") == nil)
        #expect(try record.scheduled().isEmpty)
        #expect(try record.timesAhead(at: Date(microseconds: 9)) == nil)
        let after = try await DatabaseQueue(path: path).read { try Int.fetchOne($0, sql: "PRAGMA user_version") }
        #expect(before == after)
    }

    @Test("the lock goes when it is let go, even while a forked child still shares it")
    func sharedLock() throws {
        defer { remove() }
        let database = try journal()
        defer { withExtendedLifetime(database) {} }
        var lock = try RunnerLock.take(database: path)
        let copies = try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").filter {
            (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/fd/" + $0)) == path + ".lock"
        }.compactMap { Int32($0) }.map(dup)
        defer { for copy in copies { close(copy) } }
        #expect(copies.count == 1)
        lock.take()?.release()
        #expect(!RunnerLock.isHeld(database: path))
    }

    @Test("what a program inherits keeps the next runner off only until the runner lets go in good order")
    func inheritedLock() throws {
        defer { remove() }
        let database = try journal()
        defer { withExtendedLifetime(database) {} }
        var lock = try RunnerLock.take(database: path)
        let inherited = try #require(lock?.files.inheritable)
        // As a program has it: the same open file under another number.
        let copy = dup(inherited)
        defer { close(copy) }
        #expect(RunnerLock.isHeld(database: path))
        lock.take()?.release()
        #expect(!RunnerLock.isHeld(database: path) && !RunnerLock.isHeldByProgram(database: path))
        let isFree = try RunnerLock.take(database: path) != nil
        #expect(isFree)
    }

    @Test("the views have exactly the columns of the contract")
    func views() async throws {
        defer { remove() }
        let journal = try journal()
        let expected = [
            "run_summary":
                "run uuid plan revision state trigger shard items succeeded failed unknown skipped pending attempts started_at finished_at stop_reason",
            "run_outcomes":
                "run plan app_id secret_name state outcome status_code attempts error_kind error started_at finished_at in_doubt action k8s_name",
            "attempt_log":
                "run plan app_id secret_name number started_at duration_ms status_code error_kind error method",
        ]
        for (view, columns) in expected {
            let found = try await journal.queue.read { database in
                try database.columns(in: view).map(\.name).joined(separator: " ")
            }
            #expect(found == columns)
        }
    }
}
