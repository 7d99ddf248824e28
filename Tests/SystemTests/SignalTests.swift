import Foundation
import Sandbox
import Synchronization
import TestSupport
import Testing

#if canImport(Glibc)
    import Glibc
#endif

/// Real signals at a real process.
@Suite(.fewAtATime) struct SignalTests {
    private func withRun<R: Sendable>(
        fault: String, settings: String, apps: Int = 60,
        _ body: @Sendable @escaping (Program, SandboxServer) async throws -> R
    ) async throws -> R {
        var configuration = SandboxConfiguration()
        configuration.createsAll = true
        configuration.faults = [try Fault(text: fault)]
        return try await SandboxServer.serve(configuration) { server in
            let program = try Program(host: server.url)
            defer { program.remove() }
            try program.writePlan(apps: apps, settings: settings)
            _ = try await program.run("plan", "apply", "plan.yaml")
            return try await body(program, server)
        }
    }

    @Test(
        "one signal lets requests under way finish, loses nothing, and ends with 75",
        arguments: [SIGINT, SIGTERM, SIGHUP])
    func once(number: Int32) async throws {
        try await withRun(fault: "delay=20..60", settings: "limits: { rate: 300/s, concurrency: 8 }") {
            program, server async throws in
            let code = try await program.start(["run", "plan"]) { process in
                _ = try await eventually { await server.state.appliedCount >= 5 }
                kill(process, number)
            }
            #expect(code == 75)
            let puts = await server.state.entries.filter { $0.method == "PUT" }.count
            let status = try await program.run("status", "-o", "json").output
            #expect(status.contains("\"state\": \"interrupted\""))
            #expect(status.contains("\"succeeded\": \(puts)"))
            #expect(try await program.run("resume").code == 0)
            #expect(await server.state.targetsWithDifferingValues.isEmpty)
            #expect(await server.state.entries.filter { $0.method == "PUT" }.count == 60)
        }
    }

    @Test(
        "a second signal cuts what is under way, and the resume sends the same values",
        arguments: [SIGINT, SIGTERM, SIGHUP])
    func twice(number: Int32) async throws {
        try await withRun(
            fault: "hang-after:put:skip=3", settings: "limits: { rate: none, concurrency: 4 }\nguard: off"
        ) { program, server async throws in
            let second = Mutex(ContinuousClock.now)
            let code = try await program.start(["run", "plan"]) { process in
                _ = try await eventually { await server.state.appliedCount >= 7 }
                kill(process, number)
                _ = try await eventually { try await program.run("status").output.contains("running") }
                kill(process, number)
                second.withLock { $0 = .now }
            }
            #expect(code == 75)
            // Without the second one it would be ten from the first.
            #expect(ContinuousClock.now - second.withLock { $0 } < .seconds(7))
            await server.state.cancelFaults()
            #expect(try await program.run("resume").code == 0)
            #expect(await server.state.targetsWithDifferingValues.isEmpty)
        }
    }

    @Test("a second runner is turned away, or waits if told so")
    func secondRunner() async throws {
        try await withRun(fault: "delay=10..20", settings: "limits: { rate: none, concurrency: 2 }") {
            program, server async throws in
            let code = try await program.start(["run", "plan"]) { _ in
                _ = try await eventually { await server.state.appliedCount >= 2 }
                let second = try await program.run("run", "plan")
                #expect(second.code == 75 && second.errors.contains("another rekey (process "))
                #expect(try await program.run("run", "plan", "--wait-lock", "20s").code == 0)
            }
            #expect(code == 0)
        }
    }

    @Test("--max-duration ends a run in time, to be resumed")
    func maxDuration() async throws {
        try await withRun(fault: "delay=5", settings: "limits: { rate: 50/s, burst: 1 }") { program, _ async throws in
            let ending = try await program.run("run", "plan", "--max-duration", "300ms")
            #expect(ending.code == 75 && ending.output.contains("max-duration"))
            #expect(try await program.run("resume", "--rate", "none").code == 0)
        }
    }
}
