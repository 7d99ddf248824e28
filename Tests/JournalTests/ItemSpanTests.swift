import Foundation
import GRDB
import Model
import Secrets
import Testing

@testable import Journal

/// Where a run's items are, and up to where they are through.
@Suite struct ItemSpanTests {
    private let path = FileManager.default.temporaryDirectory.path + "/\(UUID().uuidString).db"

    private func journal(targets: Int) async throws -> Journal {
        let journal = try Journal(path: path, access: .create)
        let list = try (100..<100 + targets).map { number in
            Target(app: try AppID("00000000-0000-4000-8000-000000000\(number)"), secret: try SecretName("db"))
        }
        let plan = NewRevision(
            name: try PlanName("p"), definition: "{}", directory: "/", origin: "p", targets: FixedTargets(list))
        _ = try await journal.apply([plan])
        return journal
    }

    private func run(_ journal: Journal) async throws -> Int64 {
        try await journal.createRun(
            NewRun(uuid: UUID(), plan: try PlanName("p"), trigger: "test", dataKey: [1], apps: [], secrets: [])
        ).id
    }

    private func remove() {
        for end in ["", "-wal", "-shm", ".lock"] { try? FileManager.default.removeItem(atPath: path + end) }
    }

    private func prepare(_ items: [Int64], _ journal: Journal, run: Int64) async throws {
        var turn = CommitBatch()
        turn.prepared = items.map { CommitBatch.Preparation(item: $0, sealed: [1], fingerprints: Array("{}".utf8)) }
        try await journal.record(turn, run: run, retain: 0)
    }

    private func settle(
        _ items: [Int64], as state: ItemState = .succeeded, _ journal: Journal, run: Int64
    ) async throws {
        var turn = CommitBatch()
        turn.settled = items.map {
            CommitBatch.ItemOutcome(
                item: $0, from: .sending, to: state, attempts: 1, doubt: .none,
                detail: state == .succeeded
                    ? ResultDetail(statusCode: 200) : ResultDetail(statusCode: 500, errorKind: .serverError),
                startedAt: 1_000_000, finishedAt: 2_000_000,
                durationMicroseconds: state == .succeeded ? 1_500 : nil)
        }
        if state != .succeeded {
            turn.attempts = items.map {
                CommitBatch.Attempt(
                    item: $0, number: 1, request: .put, startedAt: 1_000_000, durationMicroseconds: 2_500,
                    detail: ResultDetail(statusCode: 500, errorKind: .serverError, error: "no"), doubt: .answered)
            }
        }
        try await journal.record(turn, run: run, retain: 0)
    }

    private func mark(_ journal: Journal, _ run: Int64) async throws -> Int64 {
        try await journal.queue.read { try $0.items(of: run).settledThrough }
    }

    @Test("the mark goes up to the first item with something left to do, and back with a retry")
    func mark() async throws {
        defer { remove() }
        let journal = try await journal(targets: 6)
        for first in [1, 7] as [Int64] {
            let run = try await run(journal)
            let items = try await journal.pendingItems(run: run, after: 0, maximum: 9).map(\.id)
            #expect(items == Array(first..<first + 6))
            #expect(try await mark(journal, run) == first - 1)
            try await prepare(Array(items[..<5]), journal, run: run)
            // Out of order: the one before them still holds the mark.
            try await settle([items[1], items[2]], journal, run: run)
            #expect(try await mark(journal, run) == first - 1)
            var left = try await journal.preparedItems(run: run, after: 0, maximum: 9)
            #expect(left.map(\.id) == [items[0], items[3], items[4]])
            try await settle([items[0]], journal, run: run)
            #expect(try await mark(journal, run) == items[2])
            try await settle([items[3]], as: .failed, journal, run: run)
            #expect(try await mark(journal, run) == items[3])
            #expect(try await journal.pendingItems(run: run, after: 0, maximum: 9).map(\.id) == [items[5]])
            let again = try await journal.reopenUnsuccessful(
                run, RetrySelection(statusCodes: [], errorKinds: [], regenerates: false))
            #expect(again.again == 1)
            #expect(try await mark(journal, run) == items[2])
            left = try await journal.preparedItems(run: run, after: 0, maximum: 9)
            #expect(left.map(\.id) == [items[3], items[4]])
            try await journal.cancel(run)
            #expect(try await mark(journal, run) == items[5])
        }
    }

    @Test("an id is not given again after a prune, so no run takes another's items for its own")
    func pruned() async throws {
        defer { remove() }
        let journal = try await journal(targets: 2)
        let old = try await run(journal)
        try await journal.cancel(old)
        _ = try await journal.prune(before: .nowMicroseconds + 1, detail: "all")
        #expect(try await journal.run("\(old)") == nil)
        let new = try await run(journal)
        #expect(try await journal.pendingItems(run: new, after: 0, maximum: 9).map(\.id) == [3, 4])
    }

    @Test("the log of attempts has those that have no row of their own, in the plan's order")
    func attempts() async throws {
        defer { remove() }
        let journal = try await journal(targets: 3)
        let run = try await run(journal)
        try await prepare([1, 2, 3], journal, run: run)
        try await settle([2], as: .failed, journal, run: run)
        try await settle([3, 1], journal, run: run)
        let (log, rows) = try await journal.queue.read { database in
            (
                try Row.fetchAll(database, sql: "SELECT * FROM attempt_log WHERE run = ?", arguments: [run]),
                try Int.fetchOne(database, sql: "SELECT count(*) FROM attempts"),
            )
        }
        #expect(rows == 1)
        #expect(log.map { $0["app_id"] as String }.map { $0.suffix(3) } == ["100", "101", "102"])
        #expect(log.map { $0["number"] as Int } == [1, 1, 1])
        #expect(log.map { $0["status_code"] as Int? } == [200, 500, 200])
        #expect(log.map { $0["duration_ms"] as Double } == [1.5, 2.5, 1.5])
        #expect(log.map { $0["error_kind"] as String? } == [nil, "server_error", nil])
        #expect(Set(log.map { $0["started_at"] as String }) == ["1970-01-01T00:00:01.000Z"])
        #expect(try await journal.run(id: run).tally.attempts == 3)
    }

    @Test("no query for items looks at those that are done, and none for one run at another run's")
    func queryPlans() async throws {
        defer { remove() }
        let journal = try await journal(targets: 1)
        for query in [Journal.pendingQuery, Journal.preparedQuery] {
            let plan = try await journal.queue.read { database in
                try Row.fetchAll(database, sql: "EXPLAIN QUERY PLAN " + query, arguments: [5, 900, 10])
                    .map { $0["detail"] as String }
            }
            #expect(plan.first == "SEARCH items USING INTEGER PRIMARY KEY (rowid>? AND rowid<?)")
            #expect(!plan.contains { $0.hasPrefix("SCAN") || $0.contains("TEMP B-TREE") })
        }
        for view in ["run_outcomes", "attempt_log"] {
            let plan = try await journal.queue.read { database in
                try Row.fetchAll(database, sql: "EXPLAIN QUERY PLAN SELECT * FROM \(view) WHERE run = 1")
                    .map { $0["detail"] as String }
            }
            #expect(plan.contains("SEARCH runs USING INTEGER PRIMARY KEY (rowid=?)"))
            #expect(plan.contains("SEARCH items USING INTEGER PRIMARY KEY (rowid>? AND rowid<?)"))
            #expect(!plan.contains { $0.hasPrefix("SCAN") })
        }
        let bySecret = try await journal.queue.read { database in
            try Row.fetchAll(
                database, sql: "EXPLAIN QUERY PLAN SELECT * FROM run_outcomes WHERE app_id = 'a' AND secret_name = 'b'"
            ).map { $0["detail"] as String }
        }
        #expect(bySecret.contains { $0.contains("SEARCH items USING INDEX items_of_secret") })
    }
}
