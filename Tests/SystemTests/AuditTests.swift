import Foundation
import TestSupport
import Testing

/// Who did what, and that nobody can change it unseen.
@Suite(.fewAtATime) struct AuditTests {
    /// A plan that was applied, run, revealed and removed.
    private func withTrail(_ body: @Sendable @escaping (Program) async throws -> Void) async throws {
        let id = UUID().uuidString.lowercased()
        try await Sandboxed.run { program, _ async throws in
            try program.write(
                "p.yaml",
                """
                version: 1
                plan: p
                retain: 1
                secrets:
                  - secret: db
                    targets: { apps: [\(id)] }
                    keys: { password: { generate: password } }
                """)
            for command in [
                ["plan", "apply", "p.yaml"], ["plan", "apply", "p.yaml"], ["run", "p"], ["run", "p"],
                ["rollback", "2", "--yes"], ["reveal", "--app", id, "--secret", "db", "--yes"],
                ["plan", "remove", "p"],
            ] { #expect(try await program.run(command).code == 0, "\(command)") }
            try await body(program)
        }
    }

    @Test("the trail says who did what, in order, and no value")
    func trail() async throws {
        try await withTrail { program async throws in
            let verified = try await program.run("audit", "verify")
            #expect(verified.code == 0 && verified.output.hasPrefix("the audit trail is whole: 9 rows, head 9:"))
            let exported = try await program.run("audit", "export").output
            let rows = try exported.split(separator: "\n").map { line in
                try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
            }
            #expect(
                rows.map { $0["action"] as? String } == [
                    "apply", "run", "end", "run", "end", "rollback", "end", "reveal", "remove",
                ])
            #expect(rows.allSatisfy { $0["actor"] as? String != "" && $0["host"] as? String != "" })
            #expect(rows[5]["detail"] as? String == "of run 2, 1 items" && rows[5]["run"] as? Int == 3)
            #expect(rows[7]["secret_name"] as? String == "db" && rows[7]["run"] as? Int == 3)
            let end = try #require(rows[2]["detail"] as? String)
            #expect(end.hasPrefix("succeeded: 1 items, 1 succeeded, 0 failed") && rows[2]["run"] as? Int == 1)
            #expect(rows.allSatisfy { ($0["hash"] as? String)?.count == 64 })
        }
    }

    @Test(
        "the first row that was changed, added or taken away is named",
        arguments: [
            ("UPDATE audit SET actor = 'nobody' WHERE id = 3", "row 3 of the audit trail was changed"),
            ("UPDATE audit SET detail = NULL WHERE id = 4", "row 4 of the audit trail was changed"),
            ("UPDATE audit SET hash = randomblob(32) WHERE id = 2", "row 2 of the audit trail was changed"),
            ("DELETE FROM audit WHERE id = 2", "row 2 of the audit trail is missing"),
            ("DELETE FROM audit WHERE id = 9", "row 9 of the audit trail is missing"),
            ("DELETE FROM audit", "row 1 of the audit trail is missing"),
            (
                "INSERT INTO audit (at, actor, host, action, hash) VALUES (1, 'x', 'y', 'run', randomblob(32))",
                "row 10 of the audit trail was not written by rekey"
            ),
            ("UPDATE settings SET audit_head = NULL", "the head of the audit trail is missing or does not open"),
            (
                "DELETE FROM audit; UPDATE settings SET audit_head = NULL",
                "the head of the audit trail is missing or does not open"
            ),
            (
                "UPDATE settings SET audit_head = randomblob(60)",
                "the head of the audit trail is missing or does not open"
            ),
        ])
    func tampered(change: String, message: String) async throws {
        try await withTrail { program async throws in
            try await program.sqlite(change)
            let verified = try await program.run("audit", "verify")
            #expect(verified.code == 1 && verified.output == message + "\n")
        }
    }

    @Test("a database has a head from its first moment, and none is a fault")
    func headOfNew() async throws {
        let program = try Program()
        defer { program.remove() }
        #expect(try await program.run("init").code == 0)
        #expect(try await program.run("audit", "verify").output.hasPrefix("the audit trail is whole: 0 rows"))
        try await program.sqlite("UPDATE settings SET audit_head = NULL")
        for _ in 0..<2 {
            let verified = try await program.run("audit", "verify")
            #expect(verified.code == 1 && verified.output.contains("is missing or does not open"))
            _ = try await program.run("plan", "list")  // does not make up for it
        }
    }

    @Test("a head that was kept elsewhere tells a trail from another that was put in its place")
    func anchor() async throws {
        try await withTrail { program async throws in
            let run = try await program.run("run", "nothing")
            #expect(run.code == 64)
            let exported = try await program.run("audit", "export").output.split(separator: "\n")
            let third = try #require(
                try JSONSerialization.jsonObject(with: Data(exported[2].utf8)) as? [String: Any])
            let head = "3:" + (third["hash"] as? String ?? "")
            #expect(try await program.run("audit", "verify", "--head", head).code == 0)
            let other = String(head.dropLast()) + (head.last == "0" ? "1" : "0")
            let verified = try await program.run("audit", "verify", "--head", other)
            #expect(verified.code == 1 && verified.output.contains("does not have the row"))
            #expect(try await program.run("audit", "verify", "--head", "x").code == 64)
        }
    }

    @Test("a run says the head at its end, so that it can be kept elsewhere")
    func printed() async throws {
        let id = UUID().uuidString.lowercased()
        try await Sandboxed.run { program, _ async throws in
            try program.write(
                "p.yaml",
                "version: 1\nplan: p\nsecrets: [{ secret: db, targets: { apps: [\(id)] }, keys: { k: { generate: token } } }]\n"
            )
            #expect(try await program.run("plan", "apply", "p.yaml").code == 0)
            let run = try await program.run("run", "p")
            let line = try #require(run.errors.split(separator: "\n").first { $0.contains("audit: 3:") })
            let head = String(line.split(separator: " ").last ?? "")
            #expect(try await program.run("audit", "verify", "--head", head).code == 0)
        }
    }
}
