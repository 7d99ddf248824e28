import Foundation
import Sandbox
import TestSupport
import Testing

/// The audit trail held against the record: nobody changes what became of a run, or that there was one, unseen.
@Suite(.fewAtATime) struct AuditRecordTests {
    /// A run with a failure, one that is retried, one that is given up.
    private func withRuns(_ body: @Sendable @escaping (Program, SandboxServer) async throws -> Void) async throws {
        try await Sandboxed.run(faults: ["404:put:times=2"]) { program, server async throws in
            try program.writePlan(
                apps: 5, settings: "retain: 1\nlimits: { rate: none }\nguard: off\nstop: { canary: 0, failures: 100% }")
            for (command, code) in [
                (["plan", "apply", "plan.yaml"], 0), (["run", "plan"], 1), (["run", "plan"], 0),
                (["run", "plan", "--limit", "2"], 0), (["cancel", "3", "--yes"], 0),
            ] as [([String], Int32)] { #expect(try await program.run(command).code == code, "\(command)") }
            try await body(program, server)
        }
    }

    private func verdict(_ program: Program) async throws -> String {
        let ending = try await program.run("audit", "verify")
        #expect(ending.code == (ending.output.contains("whole") ? 0 : 1), "\(ending.errors)")
        return ending.output
    }

    @Test(
        "a run, revision or login that was changed, made or taken away by another program is named",
        arguments: [
            (
                "UPDATE items SET state = 'succeeded', status_code = 200, error_kind = NULL, error = NULL "
                    + "WHERE run_id = 1 AND state = 'failed'",
                "run 1 or its outcomes were changed after it ended"
            ),
            (
                "UPDATE items SET status_code = 500 WHERE run_id = 1 AND state = 'failed'",
                "run 1 or its outcomes were changed after it ended"
            ),
            (
                "UPDATE runs SET state = 'succeeded', succeeded = 5, failed = 0 WHERE id = 1",
                "run 1 or its outcomes were changed after it ended"
            ),
            (
                "UPDATE items SET secret_id = 6 - secret_id WHERE run_id = 2",
                "run 2 or its outcomes were changed after it ended"
            ),
            (
                "DELETE FROM items WHERE run_id = 3 AND state = 'skipped'",
                "run 3 or its outcomes were changed after it ended"
            ),
            (
                "UPDATE items SET restores = NULL; DELETE FROM runs WHERE id = 2",
                "run 2 is in the audit trail and no longer in the record"
            ),
            (
                "INSERT INTO runs (uuid, revision_id, state, trigger, items, started_at) SELECT "
                    + "'00000000-0000-4000-8000-000000000000', revision_id, 'succeeded', 'manual', 0, started_at "
                    + "FROM runs WHERE id = 1",
                "run 4 has no row in the audit trail"
            ),
            (
                "INSERT INTO revisions (plan, number, definition, directory, digest, targets, created_at) "
                    + "SELECT 'other', 7, definition, directory, digest, targets, created_at FROM revisions",
                "revision 7 of plan other has no row in the audit trail"
            ),
            (
                "INSERT INTO logins VALUES ('h:443', 'https://t', NULL, 'c', NULL, x'00', NULL, 1)",
                "the login at h:443 has no row in the audit trail"
            ),
        ])
    func changed(change: String, message: String) async throws {
        try await withRuns { program, _ async throws in
            #expect(try await verdict(program).hasPrefix("the audit trail is whole: "))
            try await program.sqlite(change)
            #expect(try await verdict(program) == message + "\n")
        }
    }

    @Test("an older head that is put back with its trail leaves what was done since without a row")
    func olderHead() async throws {
        try await withRuns { program, _ async throws in
            let head = try await program.shell(
                "sqlite3 rekey.db 'SELECT hex(audit_head), count(*) FROM settings, audit'")
            let parts = head.output.trimmingCharacters(in: .newlines).split(separator: "|")
            #expect(try await program.run("run", "plan").code == 0)
            try await program.sqlite(
                "DELETE FROM audit WHERE id > \(parts[1]); UPDATE settings SET audit_head = x'\(parts[0])'")
            #expect(try await verdict(program) == "run 4 has no row in the audit trail\n")
        }
    }

    @Test("a head from before a run's end, put back with the trail, leaves the run without a row of its end")
    func olderHeadWithinARun() async throws {
        try await withRuns { program, _ async throws in
            let ended = try await program.run("run", "plan", environment: ["REKEY_CRASH_AT": "finish-before-commit"])
            #expect(ended.code == 128 + 9)
            let head = try await program.shell(
                "sqlite3 rekey.db 'SELECT hex(audit_head), count(*) FROM settings, audit'")
            let parts = head.output.trimmingCharacters(in: .newlines).split(separator: "|")
            #expect(try await verdict(program).contains("whole"))
            try await program.sqlite("UPDATE runs SET state = 'succeeded' WHERE id = 4")
            #expect(
                try await verdict(program) == "run 4 is succeeded, and the audit trail has no row of its end\n")
            try await program.sqlite("UPDATE runs SET state = 'running' WHERE id = 4")
            #expect(try await program.run("resume").code == 0)
            #expect(try await verdict(program).contains("whole"))
            try await program.sqlite(
                "DELETE FROM audit WHERE id > \(parts[1]); UPDATE settings SET audit_head = x'\(parts[0])'")
            #expect(
                try await verdict(program) == "run 4 is succeeded, and the audit trail has no row of its end\n")
        }
    }

    @Test("what rekey itself does to a run after its end leaves the trail whole")
    func ownChanges() async throws {
        try await withRuns { program, server async throws in
            try await program.sqlite("UPDATE runs SET finished_at = finished_at - 100 * 86400000000 WHERE id IN (1, 3)")
            for (command, code) in [
                (["retry", "1"], 0), (["key", "rotate"], 0), (["run", "plan", "--limit", "1"], 0),
                (["prune", "--older-than", "90d", "--yes"], 0), (["resume"], 0), (["rollback", "4", "--yes"], 0),
                (["adopt", "plan", "--csv", "now.csv"], 0), (["prune", "--older-than", "1ms", "--yes"], 0),
                (["prune", "--older-than", "1ms", "--yes"], 0), (["plan", "remove", "plan"], 0),
                (["prune", "--older-than", "1ms", "--yes"], 0),
            ] as [([String], Int32)] {
                if command[0] == "adopt" {
                    let apps = try await program.run("items", "4", "-o", "csv").output.split(separator: "\n")[1]
                        .split(separator: ",")
                    try program.write("now.csv", "app_id,username,password,url\n\(apps[2]),u,v,w\n")
                }
                let ending = try await program.run(command)
                #expect(ending.code == code, "\(command): \(ending.errors)")
                #expect(try await verdict(program).contains("whole"), "\(command)")
            }
            // What is left of a pruned run is vouched for as well.
            try await program.sqlite("UPDATE items SET status_code = 299 WHERE id = (SELECT max(id) FROM items)")
            #expect(try await verdict(program).contains("were changed after it ended"))
        }
    }

    @Test("who is said to have called sudo is not taken for who works here")
    func actor() async throws {
        try await Sandboxed.run { program, _ async throws in
            try program.writePlan(apps: 1)
            let environment = ["SUDO_USER": "boss", "LOGNAME": "boss", "USER": "boss"]
            #expect(try await program.run("plan", "apply", "plan.yaml", environment: environment).code == 0)
            let row = try await program.run("audit", "export").output
            let own = try await program.shell("id -un").output.trimmingCharacters(in: .newlines)
            let login = try await program.shell("cat /proc/self/loginuid").output
            let isKnown = !login.isEmpty && login != "4294967295"
            #expect(row.contains("\"actor\":\"\(own)"), "\(row)")
            #expect(row.contains("(SUDO_USER says boss)") != isKnown, "\(row)")
            #expect(!row.contains("sudo by"))
        }
    }
}
