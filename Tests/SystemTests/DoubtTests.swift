import Foundation
import Sandbox
import TestSupport
import Testing

/// What a request without an answer leaves behind, as users see it.
@Suite(.fewAtATime) struct DoubtTests {
    private static let settings = """
        guard: off
        limits: { rate: none, concurrency: 1, timeout: 500ms }
        retry: { attempts: 1, base: 1ms, cap: 1ms, settle: 3s }
        stop: { canary: 0, failures: 100%, breaker: 0 }
        """

    @Test("another value waits until a request without an answer has settled, and goes last")
    func lateRequest() async throws {
        try await Sandboxed.run { program, server async throws in
            let ids = try program.writePlan(apps: 3, settings: Self.settings)
            _ = try await program.run("plan", "apply", "plan.yaml")
            await server.state.order(try Fault(text: "hang-after:put:app=\(ids[0]):times=1"))
            #expect(try await program.run("run", "plan").code == 1)
            let rows = try await program.run("items", "1", "--state", "unknown", "-o", "csv").output
            #expect(rows.split(separator: "\n").count == 2)
            #expect(rows.contains(ids[0]) && rows.contains("Z,1,,"))

            let again = try await program.run("run", "plan")
            #expect(again.code == 0, "\(again.errors)")
            #expect(again.errors.contains("1 secrets are sent last"))
            let puts = await server.state.entries.filter { $0.method == "PUT" }
            #expect(puts.count == 6)
            let lost = try #require(puts.first { $0.target?.app == ids[0] })
            let last = try #require(puts.last)
            #expect(last.target?.app == ids[0])
            #expect(last.microseconds - lost.microseconds >= 2_900_000)
            #expect(last.fingerprint != lost.fingerprint)
        }
    }

    @Test("the same value may be sent again at once")
    func sameValue() async throws {
        try await Sandboxed.run { program, server async throws in
            try program.writePlan(apps: 1, settings: Self.settings.replacing("settle: 3s", with: "settle: 1h"))
            _ = try await program.run("plan", "apply", "plan.yaml")
            await server.state.order(try Fault(text: "cut-after:put:times=1"))
            _ = try await program.run("run", "plan")
            let again = try await program.run("resume", "1")
            #expect(again.code == 0, "\(again.errors)")
            #expect(await server.state.targetsWithDifferingValues.isEmpty)
        }
    }

    @Test("a run that reached no API is stopped with 69, and a resume sends all its items")
    func unreachable() async throws {
        try await Sandboxed.run(faults: ["cut-before:rst"]) { program, server async throws in
            try program.writePlan(apps: 4, settings: Self.settings)
            _ = try await program.run("plan", "apply", "plan.yaml")
            #expect(try await program.run("run", "plan").code == 69)
            let runs = try await program.run("runs", "-o", "csv").output
            #expect(runs.contains(",stopped,"), "\(runs)")
            await server.state.cancelFaults()
            let resumed = try await program.run("resume")
            #expect(resumed.code == 0, "\(resumed.errors)")
            #expect(
                try await program.run("items", "1", "--state", "succeeded", "-o", "csv").output.contains("succeeded"))
            #expect(await server.state.targetsWithDifferingValues.isEmpty)
        }
    }

    @Test("an item that a kill left under way is in the record as an attempt without an answer, and stays in doubt")
    func killed() async throws {
        try await Sandboxed.run { program, server async throws in
            try program.writePlan(apps: 1, settings: Self.settings.replacing("timeout: 500ms", with: "timeout: 30s"))
            _ = try await program.run("plan", "apply", "plan.yaml")
            await server.state.order(try Fault(text: "hang-after:put:times=1"))
            _ = try await program.start(["run", "plan"]) { process in
                _ = try await eventually { await server.state.appliedCount == 1 }
                kill(process, SIGKILL)
            }
            await server.state.order(try Fault(text: "422:put"))
            #expect(try await program.run("resume", "1").code == 1)
            let attempts = try await program.run("attempts", "1", "-o", "csv").output
            #expect(attempts.contains(",1,") && attempts.contains(",cancelled,") && attempts.contains(",422,"))
            let items = try await program.run("items", "1", "-o", "csv").output
            #expect(items.contains(",unknown,unknown,422,2,validation,") && items.contains("Z,1,,"), "\(items)")
            let report = try await program.run("report", "1", "--format", "markdown").output
            #expect(report.contains("1 more may be written"), "\(report)")
            let retried = try await program.run("retry", "1", "--regenerate")
            #expect(retried.errors.contains("no new values are generated"), "\(retried.errors)")
            #expect(await server.state.targetsWithDifferingValues.isEmpty)
        }
    }

    @Test("a write that was confirmed and not yet read back is in doubt, whoever continues it")
    func confirmedNotRead() async throws {
        try await Sandboxed.run { program, server async throws in
            try program.writePlan(
                apps: 1, settings: "confirm: every\nguard: off\nretry: { attempts: 2, base: 1ms, cap: 2ms, settle: 0s }"
            )
            _ = try await program.run("plan", "apply", "plan.yaml")
            let killed = try await program.run(
                ["run", "plan"], environment: ["REKEY_CRASH_AT": "standing-after-commit"])
            #expect(killed.code == 128 + SIGKILL)
            await server.state.order(try Fault(text: "422:put"))
            #expect(try await program.run("resume", "1", "--confirm", "off").code == 1)
            await server.state.cancelFaults()
            let items = try await program.run("items", "1", "-o", "csv").output
            #expect(items.contains(",failed,failed,422,") && items.contains("Z,1,,"), "\(items)")
            let retried = try await program.run("retry", "1", "--regenerate")
            #expect(retried.code == 0 && retried.errors.contains("no new values are generated"), "\(retried.errors)")
            #expect(await server.state.targetsWithDifferingValues.isEmpty)
        }
    }

    @Test("a secret that was created without an answer counts as created once it was read back")
    func createdInDoubt() async throws {
        try await Sandboxed.run(change: { $0.createsAll = false }) { program, server async throws in
            let ids = try program.writePlan(
                apps: 1, settings: "retry: { attempts: 1, settle: 0s }\nstop: { breaker: 0 }",
                drop: "    create: missing")
            await server.state.add(app: ids[0])
            _ = try await program.run("plan", "apply", "plan.yaml")
            await server.state.order(try Fault(text: "cut-after:post:times=1"))
            #expect(try await program.run("run", "plan").code != 0)
            let retried = try await program.run("retry", "1", "--confirm", "unknown")
            #expect(retried.code == 0 && retried.output.contains("(1 created, 0 updated)"), "\(retried.output)")
            #expect(await server.state.writeCount(.init(app: ids[0], secret: "db")) == 1)
        }
    }
}
