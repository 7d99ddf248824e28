import Foundation
import TestSupport
import Testing

/// Only `init` and `plan apply` make a database: whoever else names one that is missing has named the wrong one.
@Suite(.fewAtATime) struct MissingDatabaseTests {
    private static let app = "00000000-0000-4000-8000-000000000001"

    @Test(
        "a command that needs a database makes none, and says where it looked and what named the place",
        arguments: [
            "run --due", "run --due --quiet", "run x", "run x --dry-run", "resume", "retry 1", "rollback 1",
            "restore x",
            "cancel 1", "check x", "status", "runs", "items 1", "attempts 1", "history --app \(app) --secret s",
            "report 1", "reveal --app \(app) --secret s", "schedule list", "plan list", "plan show x", "plan export x",
            "plan remove x", "plan diff plan.yaml", "audit verify", "audit export", "prune --older-than 1d",
            "backup copy.db", "key show", "adopt x --csv plan.csv", "doctor", "logout",
            "login --no-browser --client-id c --issuer https://127.0.0.1:1",
        ])
    func missing(_ line: String) async throws {
        var program = try Program(host: "http://127.0.0.1:1")
        defer { program.remove() }
        try program.writePlan(apps: 1)
        let before = try FileManager.default.contentsOfDirectory(atPath: program.folder).sorted()
        let arguments = line.split(separator: " ").map(String.init)
        let named = try await program.run(arguments)
        #expect(named.code == 78, "\(named.errors)")
        let text = named.output + named.errors
        #expect(text.contains("\(program.folder)/rekey.db") && text.contains("REKEY_DATABASE"), "\(text)")
        let flag = try await program.run(arguments + ["--database", "other.db"])
        #expect(flag.code == 78 && (flag.output + flag.errors).contains("--database"))
        program.environment["REKEY_DATABASE"] = nil
        let byDefault = try await program.run(arguments)
        #expect(byDefault.code == 78 && (byDefault.output + byDefault.errors).contains("rekey/rekey.db"))
        #expect(try FileManager.default.contentsOfDirectory(atPath: program.folder).sorted() == before)
    }

    @Test("an empty file is no database")
    func empty() async throws {
        let program = try Program(host: "http://127.0.0.1:1")
        defer { program.remove() }
        _ = try await program.shell("install -m 600 /dev/null rekey.db")
        for line in [["run", "--due"], ["status"], ["runs"]] {
            let ended = try await program.run(line)
            #expect(ended.code == 78 && ended.errors.contains("is empty"), "\(line): \(ended.errors)")
        }
        #expect(!FileManager.default.fileExists(atPath: program.folder + "/rekey.key"))
    }

    @Test("plan apply makes both, and says so")
    func apply() async throws {
        let program = try Program()
        defer { program.remove() }
        try program.writePlan(apps: 1)
        let applied = try await program.run("plan", "apply", "plan.yaml")
        #expect(applied.code == 0)
        #expect(applied.errors.contains("created \(program.folder)/rekey.db"))
        #expect(applied.errors.contains("created \(program.folder)/rekey.key"))
    }
}
