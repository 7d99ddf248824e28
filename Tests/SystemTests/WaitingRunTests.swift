import Foundation
import Sandbox
import TestSupport
import Testing

/// Scheduled runs that did not succeed, and what ends their wait.
@Suite(.fewAtATime) struct WaitingRunTests {
    private static let settings =
        "guard: off\nlimits: { rate: none }\nretain: 1\nschedule: { cron: \"0 0 1 1 *\" }\nretry: { attempts: 1 }"

    /// A plan whose only time of the year has come, and whose run the first answer stops.
    private func stopped(
        apps count: Int = 3, settings more: String = "",
        _ body: @Sendable @escaping (Program, SandboxServer, [String]) async throws -> Void
    ) async throws {
        try await Sandboxed.run(faults: ["404:put:times=1"]) { program, server async throws in
            let apps = try program.writePlan(apps: count, settings: Self.settings + more)
            _ = try await program.run("plan", "apply", "plan.yaml")
            try await program.sqlite("UPDATE revisions SET created_at = created_at - 400 * 86400000000")
            _ = try await program.run("run", "--due")
            try await body(program, server, apps)
        }
    }

    private func expectWaiting(_ program: Program, code: Int32 = 75, _ comment: Comment) async throws {
        let due = try await program.run("run", "--due", "--quiet")
        #expect(due.code == code && due.errors.contains("run 1 of plan plan"), comment)
        let shown = try await program.run("status")
        #expect(shown.code == code && shown.output.contains("run 1 of plan plan"), comment)
        let list = try await program.run("schedule", "list", "-o", "json")
        let rows = try JSONSerialization.jsonObject(with: Data(list.output.utf8)) as? [[String: Any]]
        #expect(list.code == code && rows?.first?["waiting_runs"] as? [String] == ["1"], comment)
        let examined = try await program.run("doctor")
        #expect(examined.code == code && examined.output.contains("run 1 of plan plan"), comment)
        let status = Data(try await program.run("status", "-o", "json").output.utf8)
        let object = try #require(try JSONSerialization.jsonObject(with: status) as? [String: Any])
        #expect((object["waiting"] as? [[String: Any]])?.first?["run"] as? Int == 1, comment)
    }

    private func expectCovered(_ program: Program, _ comment: Comment) async throws {
        let due = try await program.run("run", "--due", "--quiet")
        #expect(due.code == 0 && due.errors.isEmpty, comment)
        let shown = try await program.run("status")
        #expect(shown.code == 0 && !shown.output.contains("waits"), comment)
        #expect(try await program.run("doctor").output.contains("run 1 of plan plan") == false, comment)
    }

    @Test("an adoption covers nothing, a partial run what it wrote, and a whole run all of it")
    func covered() async throws {
        try await stopped { program, _, apps in
            try await expectWaiting(program, "stopped")
            let rows = apps.map { "\($0),u,p,l" }.joined(separator: "\n")
            try program.write("now.csv", "app_id,username,password,url\n\(rows)\n")
            #expect(try await program.run("adopt", "plan", "--csv", "now.csv").code == 0)
            try await expectWaiting(program, "adopted")
            #expect(try await program.run("run", "plan", "--app", apps[0]).code == 0)
            #expect(try await program.run("run", "plan", "--app", apps[1]).code == 0)
            try await expectWaiting(program, "two of three are written")
            #expect(try await program.run("run", "plan", "--app", apps[2]).code == 0)
            try await expectCovered(program, "part by part")
        }
    }

    @Test("another plan's run covers the targets that it wrote")
    func otherPlan() async throws {
        try await stopped { program, _, apps in
            let text = try String(contentsOfFile: program.folder + "/plan.yaml", encoding: .utf8)
            try program.write(
                "other.yaml",
                text.replacing("plan: plan", with: "plan: other").replacing("schedule:", with: "# schedule:"))
            #expect(try await program.run("plan", "apply", "other.yaml").code == 0)
            #expect(try await program.run("run", "other", "--app", apps[0]).code == 0)
            try await expectWaiting(program, "one of three")
            #expect(try await program.run("run", "other").code == 0)
            try await expectCovered(program, "all")
        }
    }

    @Test("a run that was resumed, retried or cancelled waits no longer")
    func dealtWith() async throws {
        try await stopped { program, _, _ in
            #expect(try await program.run("resume", "1").code == 1)
            // What is left is a failed item, which waits in its turn.
            try await expectWaiting(program, code: 1, "resumed, one item failed")
            #expect(try await program.run("retry", "1").code == 0)
            try await expectCovered(program, "retried")
        }
        try await stopped { program, _, _ in
            #expect(try await program.run("cancel", "1", "--yes").code == 0)
            try await expectCovered(program, "cancelled")
        }
    }

    @Test("a failed scheduled run is named with 1, until a later run has written what it left")
    func failed() async throws {
        try await stopped(settings: "\nstop: { canary: 0, failures: 100% }") { program, _, _ in
            try await expectWaiting(program, code: 1, "failed")
            // Requests leave together, so any of them may be the one that fails.
            let written = try await program.rows(
                "SELECT app_id FROM run_outcomes WHERE run = 1 AND state = 'succeeded'"
            ).map { $0[0] }
            #expect(try await program.run("run", "plan", "--app", try #require(written.first)).code == 0)
            try await expectWaiting(program, code: 1, "the one that failed is another")
            #expect(try await program.run("run", "plan").code == 0)
            try await expectCovered(program, "covered")
        }
    }

    @Test("a database without plans is not one in which nothing is due")
    func noPlans() async throws {
        try await Sandboxed.run { program, _ async throws in
            #expect(try await program.run("init").code == 0)
            let due = try await program.run("run", "--due", "--quiet")
            #expect(due.code == 65 && due.errorLine.contains("\(program.folder)/rekey.db has no plan"))
        }
    }
}
