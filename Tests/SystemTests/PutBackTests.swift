import Foundation
import Sandbox
import TestSupport
import Testing

/// Rollbacks and restores that cannot put anything back, known before anybody is asked.
@Suite(.fewAtATime) struct PutBackTests {
    @Test("a plan that retains nothing is refused before the question, with the reason")
    func nothing() async throws {
        try await Sandboxed.run { program, server async throws in
            try program.writePlan(apps: 2)
            _ = try await program.run("plan", "apply", "plan.yaml")
            #expect(try await program.run("run", "plan").code == 0)
            let before = await server.state.entries.count
            for line in [["rollback", "1"], ["restore", "plan"], ["rollback", "latest", "--plan", "plan"]] {
                for arguments in [line, line + ["--yes"]] {
                    let ended = try await program.run(arguments)
                    #expect(ended.code == 65 && ended.errorLine.contains("retain: 0"), "\(arguments): \(ended.errors)")
                }
            }
            #expect(await server.state.entries.count == before)
            #expect(!(try await program.run("runs").output.contains("rollback")))
        }
    }

    @Test("the question says how many can be put back, and those are")
    func some() async throws {
        try await Sandboxed.run { program, _ async throws in
            let apps = try program.writePlan(apps: 3, settings: "retain: 1")
            _ = try await program.run("plan", "apply", "plan.yaml")
            #expect(try await program.run("run", "plan", "--app", apps[2]).code == 0)
            let first = try await program.run("rollback", "1")
            #expect(first.code == 65 && first.errorLine.contains("nothing can be put back"))
            #expect(try await program.run("run", "plan").code == 0)
            let asked = try await program.run("rollback", "2")
            #expect(asked.code == 64 && asked.errorLine.contains("1 of 3 secrets can be put back"))
            #expect(asked.errorLine.contains("of plan plan"))
            #expect(try await program.run("restore", "plan").errorLine.contains("3 of 3 secrets"))
            #expect(try await program.run("rollback", "2", "--app", apps[0]).code == 65)
            let done = try await program.run("rollback", "2", "--yes")
            #expect(done.code == 1 && done.output.contains("1 succeeded, 2 failed"), "\(done.output)")
        }
    }
}
