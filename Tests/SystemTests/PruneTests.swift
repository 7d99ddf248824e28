import Foundation
import Sandbox
import TestSupport
import Testing

/// Housekeeping, by the built program.
@Suite(.fewAtATime) struct PruneTests {
    private func count(_ program: Program, _ sql: String) async throws -> Int {
        let ending = try await program.shell("sqlite3 rekey.db '\(sql)'")
        return try #require(Int(ending.output.trimmingCharacters(in: .whitespacesAndNewlines)))
    }

    @Test("old runs leave the record, but for what is still needed")
    func old() async throws {
        try await Sandboxed.run(faults: ["404:put:times=2"]) { program, _ in
            try program.writePlan(
                apps: 10, settings: "retain: 1\nlimits: { rate: none }\nstop: { canary: 0, failures: 100% }\nguard: off"
            )
            _ = try await program.run("plan", "apply", "plan.yaml")
            for code in [1, 0, 0, 0] { #expect(try await program.run("run", "plan").code == code) }
            #expect(try await program.run("run", "plan", "--limit", "1").code == 0)
            try await program.sqlite(
                "UPDATE runs SET finished_at = finished_at - 100 * 86400000000 WHERE id IN (1, 2, 5)")

            let pruned = try await program.run("prune", "--older-than", "90d", "--yes", "-o", "csv")
            #expect(pruned.code == 0 && pruned.output == "runs,items,bytes_freed\n2,20,0\n")
            let runs = try await program.run("runs", "-o", "csv").output
            #expect(runs.split(separator: "\n").dropFirst().map { $0.prefix(2) } == ["5,", "4,", "3,"])
            #expect(try await count(program, "SELECT count(*) FROM items WHERE run_id < 3") == 0)
            #expect(
                try await count(program, "SELECT count(*) FROM attempts WHERE item_id NOT IN (SELECT id FROM items)")
                    == 0)
            #expect(try await program.run("audit", "verify").code == 0)
            #expect(try await program.run("audit", "export").output.contains("\"prune\""))
            #expect(try await program.run("restore", "plan", "--yes").code == 0)
            #expect(try await program.run("resume").code == 0)
        }
    }

    @Test("a failed run that is pruned has nothing left to retry, and the last success of a secret stays")
    func failed() async throws {
        try await Sandboxed.run(faults: ["404:put:times=1"]) { program, _ in
            try program.writePlan(
                apps: 4, settings: "limits: { rate: none }\nstop: { canary: 0, failures: 100% }\nguard: off")
            _ = try await program.run("plan", "apply", "plan.yaml")
            #expect(try await program.run("run", "plan").code == 1)
            try await program.sqlite("UPDATE runs SET finished_at = finished_at - 86400000000")
            let pruned = try await program.run("prune", "--older-than", "1h", "--yes")
            #expect(pruned.output == "0 runs and 1 item were removed from the record\n")
            #expect(try await count(program, "SELECT count(*) FROM item_values WHERE sealed IS NOT NULL") == 0)
            #expect(try await count(program, "SELECT count(*) FROM runs WHERE data_key IS NOT NULL") == 0)
            let retry = try await program.run("retry", "1")
            #expect(retry.code != 0 && retry.errors.split(separator: "\n").count == 1, "\(retry.errors)")
            let again = try await program.run("prune", "--older-than", "1h", "--yes")
            #expect(again.code == 0 && again.output.hasPrefix("0 runs and 0 items"))
        }
    }

    @Test("the room of a large record that was pruned goes back to the file system, unless it would be missing there")
    func space() async throws {
        try await Sandboxed.run { program, _ in
            try program.writePlan(
                apps: 2_000, settings: "limits: { rate: none }\nstop: { canary: 0, failures: 100% }\nguard: off")
            _ = try await program.run("plan", "apply", "plan.yaml")
            for _ in 0..<3 { #expect(try await program.run("run", "plan").code == 0) }
            try await program.sqlite("UPDATE runs SET finished_at = finished_at - 86400000000 WHERE id < 3")
            let size = { try await self.bytes(program) }
            let before = try await size()
            let pruned = try await program.run("prune", "--older-than", "1h", "--yes")
            let after = try await size()
            #expect(pruned.code == 0 && before - after > 1_048_576, "\(pruned.output) \(before) \(after)")
            #expect(pruned.output.contains("the database file is ") && pruned.output.contains(" MB smaller"))
            #expect(try await program.run("audit", "verify").code == 0)
            #expect(try await program.run("status").code == 0)
            let again = try await program.run("prune", "--older-than", "1h", "--yes", "-o", "csv")
            #expect(again.output == "runs,items,bytes_freed\n0,0,0\n")
        }
    }

    private func bytes(_ program: Program) async throws -> Int {
        let ending = try await program.shell("stat -c %s rekey.db")
        return try #require(Int(ending.output.trimmingCharacters(in: .whitespacesAndNewlines)))
    }

    @Test("it needs an age, and takes no part while a run is under way")
    func refused() async throws {
        try await Sandboxed.run(faults: ["hang"]) { program, server in
            #expect(try await program.run("prune").code == 64)
            #expect(try await program.run("prune", "--older-than", "soon").code == 64)
            try program.writePlan(apps: 1)
            _ = try await program.run("plan", "apply", "plan.yaml")
            let code = try await program.start(["run", "plan"]) { process async throws in
                #expect(try await eventually { await !server.state.entries.isEmpty })
                #expect(try await program.run("prune", "--older-than", "1s", "--yes").code == 75)
                kill(process, SIGKILL)
            }
            #expect(code == 128 + SIGKILL)
        }
    }
}
