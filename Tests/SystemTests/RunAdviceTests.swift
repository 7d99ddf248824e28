import Foundation
import Sandbox
import TestSupport
import Testing

#if canImport(Glibc)
    import Glibc
#endif

/// What a run says at its end: why, by cause, and the command that continues it.
@Suite(.fewAtATime) struct RunAdviceTests {
    private static let keepsGoing = "limits: { rate: none }\nguard: off\nretry: { attempts: 2, base: 1ms }\n"

    private func lines(_ ending: Program.Ending) -> [String] {
        ending.output.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }
    }

    @Test("each cause has its first item, what to do about it, and one next command that works")
    func causes() async throws {
        try await Sandboxed.run { program, server async throws in
            let ids = try program.writePlan(
                apps: 6, settings: Self.keepsGoing + "stop: { canary: 0, failures: 100% }")
            await server.state.order(try Fault(text: "404:put:app=\(ids[1])"))
            await server.state.order(try Fault(text: "403:put:app=\(ids[2])"))
            await server.state.order(try Fault(text: "cut-after:put:app=\(ids[3])"))
            #expect(try await program.run("plan", "apply", "plan.yaml").code == 0)
            let run = try await program.run("run", "plan")
            #expect(run.code == 1)
            let lines = lines(run)
            #expect(lines.contains("1 failed: the app or the secret does not exist (404)"), "\(run.output)")
            #expect(lines.contains("1 failed: the credentials may not write this secret (403)"))
            #expect(lines.contains { $0.hasPrefix("1 unknown: ") })
            for index in 1...3 { #expect(lines.contains { $0.hasPrefix("item: \(ids[index])/db: ") }, "\(index)") }
            #expect(lines.contains("next: fix the causes, then rekey retry 1"))
            #expect(lines.contains("details: rekey items 1 --problems; rekey report 1"))
            let problems = try await program.run("items", "1", "--problems", "-o", "csv").output
            #expect(problems.split(separator: "\n").dropFirst().count == 3)
            #expect(try await program.run("report", "1").output.contains("then `rekey retry 1`"))

            await server.state.cancelFaults()
            let retried = try await program.run("retry", "1")
            #expect(retried.code == 0 && !retried.output.contains("next:"), "\(retried.output)")
        }
    }

    @Test("a run that its canary stopped names the cause, and the command sends what is pending too")
    func canary() async throws {
        try await Sandboxed.run(faults: ["404:put:times=1"]) { program, server async throws in
            try program.writePlan(apps: 4, settings: "limits: { rate: none }\nguard: off")
            #expect(try await program.run("plan", "apply", "plan.yaml").code == 0)
            let run = try await program.run("run", "plan")
            let lines = lines(run)
            #expect(run.code == 75 && lines.contains("canary: 1 of the first items did not succeed"))
            #expect(lines.contains("1 failed: the app or the secret does not exist (404)"))
            #expect(lines.contains("next: fix the cause, then rekey retry 1; it sends the 3 pending items too"))
            #expect(!run.output.contains("rekey resume"))
            #expect(try await program.run("retry", "1").code == 0)
            #expect(await server.state.appliedCount == 4)
        }
    }

    @Test("where the API refuses the values, the next command makes others; where the plan is wrong, it is a new run")
    func otherCommands() async throws {
        try await Sandboxed.run(faults: ["422:put:times=1"]) { program, _ async throws in
            try program.writePlan(apps: 1, settings: Self.keepsGoing)
            #expect(try await program.run("plan", "apply", "plan.yaml").code == 0)
            let run = try await program.run("run", "plan")
            #expect(lines(run).contains("next: rekey retry 1 --regenerate"), "\(run.output)")
            #expect(try await program.run("retry", "1", "--regenerate").code == 0)
        }
        try await Sandboxed.run(change: { $0.firstKeys = ["other"] }) { program, _ async throws in
            try program.writePlan(apps: 1, settings: "limits: { rate: none }")
            #expect(try await program.run("plan", "apply", "plan.yaml").code == 0)
            let run = try await program.run("run", "plan")
            #expect(
                lines(run).contains("next: change the plan and apply it, then rekey cancel 1 and rekey run plan"),
                "\(run.output)")
        }
    }

    @Test("refused credentials are not the items' fault: the run is resumed")
    func credentials() async throws {
        try await Sandboxed.run(faults: ["401:put:times=1"]) { program, _ async throws in
            try program.writePlan(apps: 3, settings: "limits: { rate: none }\nguard: off")
            #expect(try await program.run("plan", "apply", "plan.yaml").code == 0)
            let run = try await program.run("run", "plan")
            #expect(run.code == 77)
            #expect(
                lines(run).contains(
                    "next: use valid credentials (check with rekey doctor), then rekey resume 1"),
                "\(run.output)")
            #expect(try await program.run("resume", "1").code == 0)
        }
    }

    @Test("what was sent without an answer is named, though it counts as pending")
    func underWay() async throws {
        try await Sandboxed.run(faults: ["hang:put"]) { program, server async throws in
            try program.writePlan(
                apps: 2, settings: "limits: { rate: none, concurrency: 2 }\nguard: off\nstop: { canary: 0 }")
            #expect(try await program.run("plan", "apply", "plan.yaml").code == 0)
            let code = try await program.start(["run", "plan"]) { process in
                _ = try await eventually { await server.state.requestCount == 2 }
                kill(process, SIGKILL)
            }
            #expect(code == 128 + SIGKILL)
            let status = try await program.run("status")
            let sent = "2 of the pending may have been sent, and no answer was seen: their values may be in place"
            #expect(lines(status).contains(sent), "\(status.output)")
            #expect(lines(status).contains("next: rekey resume 1"))
            let object = try JSONSerialization.jsonObject(
                with: Data(try await program.run("status", "-o", "json").output.utf8))
            #expect((object as? [String: Any])?["in_doubt"] as? Int == 2)
            #expect(
                try await program.run("report", "1").output.contains("2 more may have been sent"))
            let problems = try await program.run("items", "1", "--problems", "-o", "csv").output
            #expect(problems.split(separator: "\n").dropFirst().count == 2)
        }
    }

    @Test("an unfinished run is warned of until a later one has written what it left open")
    func unfinished() async throws {
        try await Sandboxed.run(faults: ["404:put:times=1"]) { program, _ async throws in
            try program.writePlan(apps: 3, settings: "limits: { rate: none }\nguard: off")
            #expect(try await program.run("plan", "apply", "plan.yaml").code == 0)
            #expect(try await program.run("run", "plan").code == 75)
            let second = try await program.run("run", "plan")
            #expect(second.code == 0 && second.errors.contains("run 1 of plan plan is unfinished"), "\(second.errors)")
            #expect(try await !program.run("run", "plan").errors.contains("unfinished"))
        }
    }

    @Test("states of items may be several, in one option or in many; one that does not exist is named")
    func states() async throws {
        try await Sandboxed.run { program, server async throws in
            let ids = try program.writePlan(
                apps: 3, settings: Self.keepsGoing + "stop: { canary: 0, failures: 100% }")
            await server.state.order(try Fault(text: "404:put:app=\(ids[0])"))
            await server.state.order(try Fault(text: "cut-after:put:app=\(ids[1])"))
            #expect(try await program.run("plan", "apply", "plan.yaml").code == 0)
            #expect(try await program.run("run", "plan").code == 1)
            for options in [
                ["--state", "failed,unknown"], ["--state", "failed", "--state", "unknown"], ["--problems"],
            ] {
                let text = try await program.run(["items", "1", "-o", "csv"] + options).output
                let states = text.split(separator: "\n").dropFirst().map { $0.split(separator: ",")[4] }
                #expect(states.sorted() == ["failed", "unknown"], "\(options)")
            }
            let wrong = try await program.run("items", "1", "--state", "failed,broken")
            #expect(wrong.code == 64 && wrong.errors.contains("\"broken\" is not a state"))
            #expect(try await program.run("items", "1", "--problems", "--state", "failed").code == 64)
        }
    }
}
