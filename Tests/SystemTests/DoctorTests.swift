import Foundation
import Sandbox
import TestSupport
import Testing

/// The first look at a set-up, and what it says of what is not in order.
@Suite(.fewAtATime) struct DoctorTests {
    /// Check and result of each line, by name; the last one of a name counts.
    private static func results(_ ended: Program.Ending) throws -> [String: String] {
        let rows = try JSONSerialization.jsonObject(with: Data(ended.output.utf8)) as? [[String: String]] ?? []
        return Dictionary(rows.map { ($0["check"] ?? "", $0["result"] ?? "") }, uniquingKeysWith: { $1 })
    }

    @Test("a set-up that works has no failure, and each library its version")
    func works() async throws {
        try await Sandboxed.run { program, _ async throws in
            let without = try await program.run("doctor", "-o", "json")
            #expect(without.code == 78)
            #expect(try Self.results(without)["database"] == "failed")
            #expect(!FileManager.default.fileExists(atPath: program.folder + "/rekey.db"))

            #expect(try await program.run("init").code == 0)
            let with = try await program.run("doctor", "-o", "json")
            let found = try Self.results(with)
            for check in ["rekey", "database", "key", "audit", "host", "api", "credential", "clock"] {
                #expect(found[check] == "ok", "\(check): \(with.output)")
            }
            #expect(found["libcurl"] != nil && found["SQLite"] != nil)
            #expect(with.code == 0)
        }
    }

    @Test("what the installation offers is found out without changing anything, and kept for its host alone")
    func offers() async throws {
        let app = UUID().uuidString.lowercased()
        try await Sandboxed.run(
            change: { configuration in
                configuration.without = [.reveal]
                configuration.apps = [.init(id: app, name: "shop")]
            }
        ) { program, server async throws in
            #expect(try await program.run("init").code == 0)
            let described = try await program.run("doctor", "-o", "json")
            #expect(
                described.code == 0
                    && described.output.contains("list secrets: yes, create: yes, reveal: no; version: 0.10.2\""),
                "\(described.output)")
            #expect(try await program.rows("SELECT lists, creates, reveals FROM installations") == [["1", "1", "0"]])

            // Without a description one app's list says what it can.
            await server.state.order(try Fault(text: "404:openapi"))
            #expect(
                try await program.run("doctor", "-o", "json").output.contains("list secrets: yes, create: not known"))

            // With neither, what was seen last is told with its time.
            await server.state.order(try Fault(text: "403:list"))
            let kept = try await program.run("doctor", "-o", "json")
            #expect(
                kept.output.contains("list secrets: yes") && kept.output.contains(", as seen at 20"), "\(kept.output)")
            #expect(await server.state.entries.allSatisfy { $0.method == "GET" })

            try await program.sqlite("UPDATE installations SET host = 'https://another.example'")
            #expect(try await program.run("doctor", "-o", "json").output.contains("list secrets: not known"))
        }
    }

    @Test("the methods that a 405 names count, and those that it does not name are not known")
    func allow() async throws {
        try await Sandboxed.run(
            faults: ["404:openapi"],
            change: { configuration in
                configuration.without = [.list]
                configuration.apps = [.init(id: UUID().uuidString.lowercased(), name: "shop")]
            }
        ) { program, _ async throws in
            #expect(try await program.run("init").code == 0)
            let found = try await program.run("doctor", "-o", "json").output
            #expect(found.contains("list secrets: no, create: yes, reveal: not known"), "\(found)")
        }
    }

    @Test("a database that lacks a view or an index, or has a trigger too much, is not in order")
    func schema() async throws {
        try await Sandboxed.run { program, _ async throws in
            #expect(try await program.run("init").code == 0)
            for (change, words) in [
                ("DROP VIEW run_summary", "the view run_summary is missing"),
                ("DROP INDEX runs_of_revision", "the index runs_of_revision is missing"),
                ("CREATE TRIGGER t AFTER INSERT ON runs BEGIN DELETE FROM audit; END", "the trigger t on runs is not"),
            ] {
                _ = try await program.shell("cp rekey.db kept.db")
                try await program.sqlite(change)
                let ended = try await program.run("doctor", "-o", "json")
                #expect(ended.code == 74 && ended.output.contains(words), "\(change): \(ended.output)")
                _ = try await program.shell("cat kept.db > rekey.db; rm -f rekey.db-wal rekey.db-shm")
            }
            // A view of somebody's own is theirs.
            try await program.sqlite("CREATE VIEW mine AS SELECT 1")
            #expect(try await program.run("doctor", "-o", "json").code == 0)
        }
    }

    @Test("what is wrong is named, with the code that a run would end with")
    func wrong() async throws {
        try await Sandboxed.run { program, _ async throws in
            #expect(try await program.run("init").code == 0)
            for (line, check, code) in [
                ("NX1_API_KEY=other $REKEY_PROGRAM doctor -o json", "credential", 77),
                ("NX1_HOST=http://127.0.0.1:1 $REKEY_PROGRAM doctor -o json", "api", 69),
                ("NX1_HOST=http://example.com $REKEY_PROGRAM doctor -o json", "host", 78),
                ("chmod 644 rekey.key; $REKEY_PROGRAM doctor -o json", "key", 78),
                (
                    "printf 'no database, but long enough to be one' > rekey.db; $REKEY_PROGRAM doctor -o json",
                    "database", 74
                ),
            ] {
                let ended = try await program.shell(line)
                #expect(ended.code == code, "\(line): \(ended.output)")
                #expect(try Self.results(ended)[check] == "failed", "\(line): \(ended.output)")
            }
        }
    }

    @Test("a clock that is off is told")
    func clock() async throws {
        try await Sandboxed.run { program, _ async throws in
            #expect(try await program.run("init").code == 0)
            var preload = Preload(folder: program.folder)
            preload.clock = program.folder + "/clock"
            for (seconds, result) in [(Int64(0), "ok"), (90, "warning"), (-90, "warning")] {
                try withUnsafeBytes(of: seconds) {
                    try Data($0).write(to: URL(fileURLWithPath: program.folder + "/clock"))
                }
                let ended = try await program.run(["doctor", "-o", "json"], environment: preload.environment)
                #expect(try Self.results(ended)["clock"] == result, "\(ended.output)")
                #expect(ended.code == 0)
            }
        }
    }
}
