import Foundation
import Sandbox
import TestSupport
import Testing

#if canImport(Glibc)
    import Glibc
#endif

/// What happens around a process: limits, closed terminals, clocks that somebody sets, a machine that sleeps.
@Suite(.fewAtATime) struct ProcessFaultTests {
    private func withPlan<R: Sendable>(
        apps: Int = 40, settings: String = "limits: { rate: none }", faults: [String] = [],
        _ body: @Sendable @escaping (Program, SandboxServer) async throws -> R
    ) async throws -> R {
        try await Sandboxed.run(faults: faults) { program, server in
            try program.writePlan(apps: apps, settings: settings)
            #expect(try await program.run("plan", "apply", "plan.yaml").code == 0)
            return try await body(program, server)
        }
    }

    @Test(
        "a run ends as it would though nobody reads it any more",
        arguments: [
            "$REKEY_PROGRAM run plan 2>&1 >/dev/full", "$REKEY_PROGRAM run plan 2>/dev/full >/dev/full",
            "$REKEY_PROGRAM run plan >&- 2>&-", "$REKEY_PROGRAM run plan 0<&- >&- 2>&-",
            "exec 3> >(exec true); sleep 0.1; $REKEY_PROGRAM run plan >&3 2>&3",
        ])
    func unread(line: String) async throws {
        try await withPlan { program, server async throws in
            let ending = try await program.shell(line)
            #expect(ending.code == 0, "\(ending.errors)")
            #expect(await server.state.appliedCount == 40)
            #expect(await server.state.entries.allSatisfy { $0.status == 200 })
            #expect(try await program.run("status", "-o", "json").output.contains("\"state\": \"succeeded\""))
        }
    }

    @Test("a reader that has seen enough ends a listing without a word")
    func head() async throws {
        try await withPlan(apps: 3_000) { program, _ async throws in
            _ = try await program.run("run", "plan")
            let ending = try await program.shell("$REKEY_PROGRAM items 1 -o csv | head -1; exit ${PIPESTATUS[0]}")
            #expect(ending.code == 128 + SIGPIPE && ending.errors.isEmpty)
            let full = try await program.shell("$REKEY_PROGRAM items 1 -o csv > /dev/full")
            #expect(full.code == 74 && full.errorLine.contains("standard output cannot be written"))
        }
    }

    @Test("few open files mean fewer requests at once, and a word about it", arguments: [48, 64, 96])
    func openFiles(maximum: Int) async throws {
        // Slow enough that all who may send do so at once: every connection is there.
        let settings = "limits: { rate: none, concurrency: 200 }\nguard: off"
        try await withPlan(apps: 120, settings: settings, faults: ["delay=300ms"]) { program, server async throws in
            let ending = try await program.shell("ulimit -n \(maximum); exec $REKEY_PROGRAM run plan")
            #expect(ending.code == 0 && ending.errors.contains("open files"))
            #expect(await server.state.requestCount == 121)  // one is the read before the run
            // One that found no file would be an attempt that never left.
            #expect(ending.output.contains("; 120 attempts"))
        }
    }

    @Test("a file that may grow no further is a failed database, and the run goes on once it may")
    func fileSize() async throws {
        try await withPlan(apps: 1_500) { program, server async throws in
            let ending = try await program.shell("ulimit -f 1000; exec $REKEY_PROGRAM run plan --quiet")
            #expect(ending.code == 74 && ending.errorLine.contains("rekey.db"))
            #expect(!ending.errorLine.contains("\n"))
            #expect(try await program.run("resume").code == 0)
            #expect(await server.state.targetsWithDifferingValues.isEmpty)
        }
    }

    @Test(
        "whatever a limit on memory breaks, the resume fixes, and nothing waits without end",
        arguments: [80_000, 150_000, 250_000, 280_000, 300_000, 320_000, 350_000, 500_000, 700_000])
    func memory(kilobytes: Int) async throws {
        try await withPlan(apps: 300) { program, server async throws in
            let limited = try await program.shell(
                "ulimit -v \(kilobytes); exec timeout -s KILL 120 $REKEY_PROGRAM run plan --quiet")
            #expect(limited.code != 137, "it was still there after two minutes")
            let runs = try await program.run("runs", "-o", "csv").output.split(separator: "\n").count - 1
            #expect(try await program.run(runs > 0 ? ["resume", "1"] : ["run", "plan"]).code == 0)
            #expect(await server.state.targetsWithDifferingValues.isEmpty)
        }
    }

    @Test("a wall clock that is set back and forward changes neither pace nor outcome")
    func clock() async throws {
        try await withPlan(settings: "limits: { rate: 40/s, burst: 1 }\nguard: off") { program, server async throws in
            let clock = program.folder + "/clock"
            let set = { @Sendable (seconds: Int64) in
                try withUnsafeBytes(of: seconds) { Data($0) }.write(to: URL(fileURLWithPath: clock))
            }
            try set(0)
            var preload = Preload(folder: program.folder)
            preload.clock = clock
            let began = ContinuousClock.now
            let code = try await program.start(["run", "plan"], environment: preload.environment) { _ in
                for (requests, seconds) in [(8, -86_400), (16, 86_400 * 30), (24, -3_600)] as [(Int, Int64)] {
                    _ = try await eventually { await server.state.requestCount >= requests }
                    // In place, as the program has mapped the file.
                    let file = try FileHandle(forWritingTo: URL(fileURLWithPath: clock))
                    try file.write(contentsOf: withUnsafeBytes(of: seconds) { Data($0) })
                    try file.close()
                }
            }
            #expect(code == 0)
            #expect(began.duration(to: .now) >= .milliseconds(39 * 25))
            let rows = try await program.run("attempts", "1", "-o", "csv").output.split(separator: "\n").dropFirst()
            #expect(rows.count == 40)
            let durations = rows.map { Double($0.split(separator: ",", omittingEmptySubsequences: false)[6]) ?? -1 }
            #expect(durations.allSatisfy { $0 >= 0 && $0 < 10_000 })
        }
    }

    @Test("a machine that slept makes up for a bucket at most, not for the time it slept")
    func suspended() async throws {
        try await withPlan(
            apps: 60, settings: "limits: { rate: 20/s, burst: 5, concurrency: 4 }\nguard: off"
        ) { program, server async throws in
            let code = try await program.start(["run", "plan", "--limit", "40"]) { process in
                _ = try await eventually { await server.state.requestCount >= 10 }
                kill(process, SIGSTOP)
                try await Task.sleep(for: .seconds(1.5))
                kill(process, SIGCONT)
            }
            #expect(code == 0)
            let moments = await server.state.entries.map(\.microseconds)
            for (index, start) in moments.enumerated() {
                // A bucket, a second's worth, and what was on its way when the process stopped.
                let inOneSecond = moments[index...].prefix { $0 < start + 1_000_000 }.count
                #expect(inOneSecond <= 5 + 20 + 4)
            }
        }
    }
}
