import Engine
import Model
import Sandbox
import Synchronization
import TestSupport
import Testing

@testable import Rekey

/// How many requests a run has under way where the API can take fewer than the plan allows.
@Suite struct LoadTests {
    /// Requests under way at each arrival, by the stand-in's log.
    private func loads(_ entries: some Collection<SandboxEntry>) -> [Int] {
        entries.map { entry in
            entries.count { other in
                other.microseconds <= entry.microseconds && entry.microseconds < other.microseconds + other.duration
            }
        }
    }

    @Test("a run sends fewer at once while the API answers 429, and as many as before once it can take them again")
    func refusals() async throws {
        try await EngineFixture.open(
            apps: 3_000,
            settings: """
                guard: off
                limits: { rate: none, concurrency: 16 }
                retry: { attempts: 10, base: 5ms, cap: 50ms }
                stop: { canary: 0, breaker: 0 }
                """,
            faults: ["429:beyond=4", "delay=10ms"]
        ) { shop in
            async let run = shop.run()
            #expect(try await eventually { await shop.server.state.appliedCount >= 300 })
            let crowded = await shop.server.state.entries
            await shop.server.state.cancelFaults()
            // So slow that a busy machine too has all of them under way at once.
            await shop.server.state.order(try Fault(text: "delay=100ms"))
            #expect(try await eventually { loads(await shop.server.state.entries.suffix(100)).contains { $0 >= 12 } })
            await shop.server.state.cancelFaults()
            #expect(try await run.ending.state == .succeeded)

            let refused = crowded.count { $0.status == 429 }
            #expect(refused > 0 && refused * 4 < crowded.count, "\(refused) of \(crowded.count) were refused")
        }
    }

    @Test("a run sends fewer at once when that makes the answers come sooner")
    func queue() async throws {
        try await EngineFixture.open(
            apps: 3_000,
            settings: "guard: off\nlimits: { rate: none, concurrency: 64 }\nstop: { canary: 0 }",
            faults: ["delay=100ms"]
        ) { shop in
            let allowed = Mutex([Int]())
            let watch = RunWatch(progressed: { progress in allowed.withLock { $0.append(progress.allowed) } })
            async let run = shop.launcher(watch: watch).run(["p"], trigger: "test")[0]
            #expect(try await eventually { await shop.server.state.appliedCount >= 200 })
            #expect(allowed.withLock { $0.last } == 64)
            // One answer in 20 ms, however many ask: with 64 under way each waits for more than a second.
            await shop.server.state.order(try Fault(text: "delay=20ms:queue=1"))
            #expect(try await eventually { allowed.withLock { ($0.last ?? 64) <= 32 } })
            await shop.server.state.cancelFaults()
            #expect(try await run.ending.state == .succeeded)
        }
    }
}
