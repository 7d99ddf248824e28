import Foundation
import Sandbox
import TestSupport
import Testing

/// One runner for one file, whatever the file is called and whatever happens to its names.
@Suite(.fewAtATime) struct OneRunnerTests {
    private static let apps = 30

    /// A run of one request after the other, each of which takes a while, and what is done once it is under way.
    private func whileRunning(
        delay: String = "60ms", apps: Int = Self.apps,
        _ body: @Sendable @escaping (Program, SandboxServer) async throws -> Void
    ) async throws {
        try await Sandboxed.run(faults: ["delay=\(delay)"]) { program, server async throws in
            try program.writePlan(
                apps: apps, settings: "limits: { rate: none, concurrency: 1 }\nguard: off\nstop: { canary: 0 }")
            #expect(try await program.run("plan", "apply", "plan.yaml").code == 0)
            try await body(program, server)
        }
    }

    private func first(_ server: SandboxServer) async throws {
        #expect(try await eventually { await server.state.appliedCount >= 1 })
    }

    @Test("a second name of the file is refused, and the run under the first one is whole")
    func hardLink() async throws {
        try await whileRunning { program, server async throws in
            async let running = program.shell("exec $REKEY_PROGRAM run plan 2>&1")
            try await first(server)
            let linked = try await program.shell(
                "ln rekey.db other.db; cp rekey.key other.key; REKEY_DATABASE=other.db $REKEY_PROGRAM run plan")
            #expect(linked.code == 78 && linked.errorLine.contains("hard links"), "\(linked.errors)")
            #expect(try await program.run("status").code == 78)
            _ = try await program.shell("rm other.db")
            let ending = try await running
            #expect(ending.code == 0, "\(ending.output)")
            #expect(try await program.run("audit", "verify").code == 0)
            #expect(await server.state.targetsWithDifferingValues.isEmpty)
        }
    }

    @Test("under another name, and without the first one, it is still the same file")
    func movedName() async throws {
        try await whileRunning(delay: "2000ms", apps: 4) { program, server async throws in
            async let running = program.shell("exec $REKEY_PROGRAM run plan 2>&1")
            try await first(server)
            let second = try await program.shell(
                "mv rekey.db other.db; cp rekey.key other.key; REKEY_DATABASE=other.db $REKEY_PROGRAM run plan")
            #expect(second.code == 75, "\(second.errors)")
            let ending = try await running
            #expect(ending.code == 74 && ending.output.contains("was removed or replaced"), "\(ending.output)")
            #expect(await server.state.appliedCount < 4)
            _ = try await program.shell("rm -f other.db-wal other.db-shm; mv other.db rekey.db")
            #expect(try await program.run("resume").code == 0)
            #expect(await server.state.targetsWithDifferingValues.isEmpty)
        }
    }

    @Test("a mount of the file elsewhere shares its lock", .enabled(if: getuid() == 0))
    func bindMount() async throws {
        try await whileRunning { program, server async throws in
            async let running = program.shell("exec $REKEY_PROGRAM run plan 2>&1")
            try await first(server)
            let second = try await program.shell(
                """
                mkdir elsewhere && touch elsewhere/z.db && cp rekey.key elsewhere/z.key
                exec unshare -m sh -c 'mount --bind rekey.db elsewhere/z.db || exit 99
                REKEY_DATABASE=elsewhere/z.db exec "$REKEY_PROGRAM" run plan'
                """)
            // Where not even root may mount there is nothing to see.
            #expect([75, 99].contains(second.code), "\(second.errors)")
            #expect(try await running.code == 0)
            #expect(await server.state.targetsWithDifferingValues.isEmpty)
        }
    }

    @Test("a lock file that is removed lets nobody in, and the run stops until it is resumed")
    func lockRemoved() async throws {
        // Long enough for the second to come while the first waits for an answer and has noticed nothing yet.
        try await whileRunning(delay: "2000ms", apps: 4) { program, server async throws in
            async let running = program.shell("exec $REKEY_PROGRAM run plan 2>&1")
            try await first(server)
            let second = try await program.shell("rm rekey.db.lock; exec $REKEY_PROGRAM run plan")
            #expect(second.code == 75, "\(second.errors)")
            let ending = try await running
            #expect(ending.code == 75 && ending.output.contains("rekey.db.lock was removed"), "\(ending.output)")
            let sent = await server.state.requestCount
            #expect(sent < 4)
            #expect(try await program.run("resume").code == 0)
            #expect(await server.state.targetsWithDifferingValues.isEmpty)
            #expect(try await program.run("status").output.contains("4 succeeded"))
        }
    }

    @Test("a database that is replaced under a run is noticed before anything more is sent")
    func replaced() async throws {
        try await whileRunning { program, server async throws in
            async let running = program.shell("exec $REKEY_PROGRAM run plan 2>&1")
            try await first(server)
            _ = try await program.shell("cp rekey.db new.db; chmod 600 new.db; mv new.db rekey.db")
            let ending = try await running
            #expect(ending.code == 74 && ending.output.contains("was removed or replaced"), "\(ending.output)")
            #expect(await server.state.requestCount < Self.apps)
            // What is there now is a copy.
            #expect(try await program.run("resume").code == 78)
        }
    }
}
