import Foundation
import GRDB
import Model
import Testing

@testable import Journal

/// Times of the record that lie ahead of the clock, where no program is needed to make them.
@Suite struct TimesAheadTests {
    private let path = FileManager.default.temporaryDirectory.path + "/\(UUID().uuidString).db"

    private func remove() {
        for end in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: path + end) }
    }

    @Test("each kind of time that lies ahead is found, and one within the tolerance is none")
    func found() async throws {
        defer { remove() }
        let journal = try Journal(path: path, access: .create)
        let now = Date.now
        let near = now.wholeMicroseconds + 599_000_000
        let far = now.wholeMicroseconds + 601_000_000
        let change = { (sql: String, time: Int64) in
            try await journal.queue.write { try $0.execute(sql: sql, arguments: [time]) }
        }
        try await change("INSERT INTO revisions VALUES (4, 'p', 1, '{}', '/', zeroblob(32), 1, ?, NULL)", near)
        try await change(
            """
            INSERT INTO runs (id, uuid, revision_id, state, trigger, items, started_at)
            VALUES (5, '00000000-0000-4000-8000-00000000000b', 4, 'failed', 'run', 0, ?)
            """, near)
        try await change("INSERT INTO fires VALUES ('p', ?, 1, NULL)", near)
        try await change("INSERT INTO logins VALUES ('h', 'u', NULL, 'c', NULL, x'00', NULL, ?)", near)
        let record = try JournalReader(path: path)
        #expect(try record.timesAhead(at: now) == nil)
        for (table, column, what) in [
            ("logins", "updated_at", "the login at h"), ("fires", "fire_at", "the schedule of plan p"),
            ("revisions", "created_at", "revision 1 of plan p"), ("runs", "finished_at", "run 5"),
        ] {
            try await change("UPDATE \(table) SET \(column) = ?", far)
            let ahead = try #require(try record.timesAhead(at: now))
            #expect(ahead.what == what && ahead.latest == far && ahead.distance == 601_000_000 && ahead.count == 1)
            try await change("UPDATE \(table) SET \(column) = ?", near)
        }
    }

    @Test("a token from a clock that was ahead is renewed, or used until it is refused")
    func login() async throws {
        defer { remove() }
        let journal = try Journal(path: path, access: .create)
        let far = Int64.nowMicroseconds + 86_400_000_000
        for (refresh, isKnown) in [([1], true), (nil, false)] as [([UInt8]?, Bool)] {
            let row = LoginRow(
                host: "h", tokenURL: "u", revocationURL: nil, clientID: "c", refreshToken: refresh, accessToken: [2],
                expiresAt: far)
            try await journal.keepLogin(row, isNew: false)
            #expect(try await journal.login(host: "h")?.expiresAt == far)
            try await journal.queue.write { database in
                try database.execute(sql: "UPDATE logins SET updated_at = ?", arguments: [far])
            }
            let end = try await journal.login(host: "h")?.expiresAt
            #expect((end != nil) == isKnown)
            #expect(end ?? 0 <= Int64.nowMicroseconds)
        }
    }
}
