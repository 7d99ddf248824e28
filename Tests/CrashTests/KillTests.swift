import Foundation
import Sandbox
import TestSupport
import Testing

#if canImport(Glibc)
    import Glibc
#endif

extension CrashCampaign {
    /// `kill -9` at moments that nobody chose, again and again, against an API that loses answers.
    @Suite struct KillTests {
        @Test(
            "twenty kills of one run lose nothing and send no item in two versions, also where secrets are created",
            arguments: [false, true])
        func twentyKills(creates: Bool) async throws {
            var configuration = SandboxConfiguration()
            configuration.createsAll = !creates
            let method = creates ? "post" : "put"
            configuration.faults = try [
                "503:\(method):5%", "cut-before:3%", "cut-after:\(method):5%", "truncate:\(method):2%", "delay=1..15",
            ].map { try Fault(text: $0) }
            try await SandboxServer.serve(configuration) { server in
                let program = try Program(host: server.url)
                defer { program.remove() }
                let apps = creates ? 800 : 1_500
                let ids = try program.writePlan(
                    apps: apps,
                    settings:
                        "retry: { attempts: 12, base: 5ms, cap: 50ms }\nlimits: { rate: none, concurrency: 8 }\nstop: { breaker: 0 }",
                    drop: creates ? "    create: missing" : "")
                for id in creates ? ids : [] { await server.state.add(app: id) }
                #expect(try await program.run("plan", "apply", "plan.yaml").code == 0)

                var seed = UInt64.random(in: .min ... .max)
                var confirmed: [SandboxTarget: Int] = [:]
                var sentAgain: [SandboxTarget] = []
                var kills = 0
                for _ in 0..<20 {
                    seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                    let more = Int(seed >> (creates ? 57 : 56))  // up to 127 or 255 requests after the start
                    let start = await server.state.requestCount
                    // What is looked at before a run is made takes requests too.
                    let isBegun = try await program.runCount() > 0
                    let code = try await program.start(isBegun ? ["resume"] : ["run", "plan"]) { process in
                        _ = try await eventually { await server.state.requestCount >= start + more }
                        kill(process, SIGKILL)
                    }
                    if code == 128 + SIGKILL { kills += 1 }
                    // What the record calls done must never be sent again.
                    for (target, puts) in confirmed where await server.state.writeCount(target) != puts {
                        sentAgain.append(target)
                    }
                    for target in try await program.succeeded(run: 1) where confirmed[target] == nil {
                        confirmed[target] = await server.state.writeCount(target)
                    }
                }
                let last = try await program.run("resume")
                #expect(last.code == 0, "seed \(seed): \(last.errors)")
                for (target, puts) in confirmed where await server.state.writeCount(target) != puts {
                    sentAgain.append(target)
                }
                let differing = await server.state.targetsWithDifferingValues
                print(
                    "kills \(kills), confirmed before the last resume \(confirmed.count), sent again \(sentAgain.count), "
                        + "two values \(differing.count), lost answers \(await server.state.entries.filter { $0.status == nil }.count)"
                )
                #expect(kills == 20, "seed \(seed)")
                #expect(differing.isEmpty, "seed \(seed)")
                #expect(sentAgain.isEmpty, "seed \(seed)")
                #expect(try await program.succeeded(run: 1).count == apps)
            }
        }

        /// How many times the run with programs is killed: `REKEY_KILLS`, for a longer look than each change gets.
        static let kills = ProcessInfo.processInfo.environment["REKEY_KILLS"].flatMap { Int($0) } ?? 20

        /// Notes what it is called for and with, and takes up to 70 ms.
        private static let step = """
            #!/bin/sh
            input=$(cat)
            app=$(printf %s "$input" | grep -o '"app_id":"[^"]*"')
            values=$(printf %s "$input" | sha256sum | cut -c1-16)
            echo "begin $1 $app $values" >> steps.log
            sleep 0.0$(($$ % 8))
            echo "end $1 $app $values" >> steps.log
            """

        @Test("kills of a run whose programs live on lose nothing, and no program gets a second value")
        func killsWithPrograms() async throws {
            var configuration = SandboxConfiguration()
            configuration.createsAll = true
            configuration.faults = try ["503:put:5%", "cut-before:3%", "cut-after:put:10%", "delay=1..15"]
                .map { try Fault(text: $0) }
            try await SandboxServer.serve(configuration) { server in
                let program = try Program(host: server.url)
                defer { program.remove() }
                let apps = Self.kills * 3
                let settings = """
                    retry: { attempts: 12, base: 5ms, cap: 50ms }
                    limits: { rate: none, concurrency: 4 }
                    stop: { breaker: 0 }
                    """
                try program.writePlan(
                    apps: apps, settings: settings,
                    drop: "    steps: { set: { command: [./step, set] }, verify: { command: [./step, verify] } }")
                try program.write("step", Self.step)
                _ = try await program.shell("chmod +x step")
                #expect(try await program.run("plan", "apply", "plan.yaml").code == 0)

                var seed = UInt64.random(in: .min ... .max)
                var confirmed: [SandboxTarget: Int] = [:]
                var sentAgain: Set<SandboxTarget> = []
                var (kills, livedOn) = (0, 0)
                for _ in 0..<Self.kills {
                    seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                    let more = 1 + Int(seed >> 60)  // 1 to 16 requests after the start
                    let start = await server.state.requestCount
                    // What is looked at before a run is made takes requests too.
                    let isBegun = try await program.runCount() > 0
                    let call = isBegun ? ["resume", "--wait-lock", "60s"] : ["run", "plan", "--wait-lock", "60s"]
                    let code = try await program.start(call) { process in
                        _ = try await eventually { await server.state.requestCount >= start + more }
                        kill(process, SIGKILL)
                    }
                    if code == 128 + SIGKILL { kills += 1 }
                    livedOn += try program.stepCalls().underWay.isEmpty ? 0 : 1
                    for (target, puts) in confirmed where await server.state.putCount(target) != puts {
                        sentAgain.insert(target)
                    }
                    for target in try await program.succeeded(run: 1) where confirmed[target] == nil {
                        confirmed[target] = await server.state.putCount(target)
                    }
                }
                let last = try await program.run("resume", "--wait-lock", "60s")
                #expect(last.code == 0, "seed \(seed): \(last.errors)")
                for (target, puts) in confirmed where await server.state.putCount(target) != puts {
                    sentAgain.insert(target)
                }
                let differing = await server.state.targetsWithDifferingValues
                let calls = try program.stepCalls()
                print(
                    "kills \(kills), of them with programs that lived on \(livedOn), confirmed before the last resume "
                        + "\(confirmed.count), sent again \(sentAgain.count), two values \(differing.count), programs with "
                        + "two values \(calls.withTwoValues.count), two at once \(calls.twoAtOnce.count)")
                #expect(kills == Self.kills, "seed \(seed)")
                #expect(livedOn > 0, "seed \(seed)")
                #expect(differing.isEmpty, "seed \(seed)")
                #expect(sentAgain.isEmpty, "seed \(seed)")
                #expect(calls.withTwoValues.isEmpty, "seed \(seed)")
                #expect(calls.twoAtOnce.isEmpty, "seed \(seed)")
                #expect(calls.underWay.isEmpty, "seed \(seed)")
                #expect(try await program.succeeded(run: 1).count == apps)
            }
        }
    }
}
