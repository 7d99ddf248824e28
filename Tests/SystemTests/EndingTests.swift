import Foundation
import Sandbox
import TestSupport
import Testing

#if canImport(Glibc)
    import Glibc
#endif

/// A process ends: upon signals wherever it is, and where a run waits for nothing.
@Suite(.fewAtATime) struct EndingTests {
    private static let settings = "limits: { rate: none, concurrency: 2 }\nguard: off\nstop: { canary: 0 }"

    private func withPlan<R: Sendable>(
        apps: Int = 6, settings: String = settings, faults: [String] = [],
        _ body: @Sendable @escaping (Program, SandboxServer) async throws -> R
    ) async throws -> R {
        try await Sandboxed.run(faults: faults) { program, server async throws in
            try program.writePlan("p", apps: apps, settings: settings)
            #expect(try await program.run("plan", "apply", "p.yaml").code == 0)
            return try await body(program, server)
        }
    }

    @Test("a run that waits for nothing and does not end says so, leaves with 75, and can be resumed")
    func stall() async throws {
        try await withPlan { program, server async throws in
            let ending = try await program.run(
                "run", "p", environment: ["REKEY_STALL": "1", "REKEY_STALL_LOOKS": "2"])
            #expect(ending.code == 75 && ending.errors.contains("run 1 does not end although it waits for nothing"))
            #expect(try await program.run("resume").code == 0)
            #expect(await server.state.targetsWithDifferingValues.isEmpty)
        }
    }

    @Test("two signals end even a run that nothing can end any more, within moments")
    func stalled() async throws {
        try await withPlan { program, server async throws in
            let code = try await program.start(["run", "p"], environment: ["REKEY_STALL": "1"]) { process in
                _ = try await eventually { await server.state.appliedCount == 6 }
                try await expectEnd(process)
            }
            #expect(code == 75)
            #expect(try await program.run("resume").code == 0)
        }
    }

    @Test(
        "a run that waits for something is left alone, however long that takes",
        arguments: [
            ("", "retry: { attempts: 3, base: 1ms }", "429:times=1:retry-after=4"),
            ("", "", "delay=4000"),
            ("", "waves: { size: 3, pause: 4s }", "delay=1"),
            ("", "waves: { size: 3, pause: 1ms, gate: { command: [sleep, 4] } }", "delay=1"),
            ("    steps: { set: { command: [sleep, 4] } }", "", "delay=1"),
            ("", "stop: { breaker: 2 }\nretry: { attempts: 9, base: 3s, cap: 3s }", "503:times=4"),
            ("", "limits: { rate: 30/m, burst: 1 }", "delay=1"),
        ])
    func patience(steps: String, more: String, fault: String) async throws {
        let base = more.contains("limits") ? "guard: off" : "limits: { rate: none }\nguard: off"
        let stop = more.contains("stop") ? "" : "\nstop: { canary: 0 }"
        try await Sandboxed.run(faults: [fault]) { program, _ async throws in
            try program.writePlan("p", apps: 4, settings: "\(base)\(stop)\n\(more)", drop: steps)
            #expect(try await program.run("plan", "apply", "p.yaml").code == 0)
            let ending = try await program.run("run", "p", environment: ["REKEY_STALL_LOOKS": "2"])
            #expect(ending.code == 0, "\(ending.errors)")
        }
    }

    @Test("a run that was stopped for a while is not taken for one that stands still")
    func stopped() async throws {
        try await withPlan(faults: ["delay=300"]) { program, server async throws in
            let code = try await program.start(["run", "p"], environment: ["REKEY_STALL_LOOKS": "1"]) { process in
                _ = try await eventually { await server.state.requestCount >= 1 }
                kill(process, SIGSTOP)
                try await Task.sleep(for: .seconds(3))
                kill(process, SIGCONT)
            }
            #expect(code == 0)
        }
    }

    @Test("a lookup that nobody answers ends in time, and with two signals at once")
    func deafResolver() async throws {
        try await withPlan { program, _ async throws in
            var preload = Preload(folder: program.folder)
            preload.isResolverDeaf = true
            var environment = preload.environment
            environment["NX1_HOST"] = "https://rekey.example.com"
            environment["NO_PROXY"] = "*"
            let code = try await program.start(["run", "p"], environment: environment) { process in
                _ = try await eventually { try await program.run("status").output.contains("running") }
                try await expectEnd(process)
            }
            #expect(code == 75)
            try program.writePlan(
                "q", apps: 2,
                settings: "limits: { connect_timeout: 1s }\nretry: { attempts: 2, base: 1ms }\nguard: off")
            #expect(try await program.run("plan", "apply", "q.yaml").code == 0)
            let began = ContinuousClock.now
            #expect(try await program.run(["run", "q"], environment: environment).code == 69)
            #expect(ContinuousClock.now - began < .seconds(20))
        }
    }

    @Test("a long Retry-After is said once, with its end, whatever the output; one signal ends the run")
    func longHold() async throws {
        try await withPlan(faults: ["429:times=2:retry-after=86400"]) { program, server async throws in
            let ending = try await program.shell(
                """
                $REKEY_PROGRAM run p --no-progress 2> errors & run=$!
                for i in $(seq 600); do grep -q Retry-After errors && break; sleep 0.05; done
                kill $run; wait $run; echo $?; cat errors
                """)
            #expect(ending.output.contains("\n75\n"))
            #expect(ending.output.split(separator: "Retry-After").count == 2, "\(ending.output)")
            #expect(ending.output.contains("rekey resume 1"))
        }
    }

    @Test("a named pipe is read where somebody writes to it; where nobody does, that is said and no run is made")
    func pipes() async throws {
        try await Sandboxed.run { program, _ async throws in
            mkfifo(program.folder + "/pipe", 0o600)
            try program.writePlan("p", apps: 2, settings: Self.settings, drop: "      piped: { file: pipe }")
            #expect(try await program.run("plan", "apply", "p.yaml").code == 0)
            let refused = try await program.run("run", "p")
            #expect(refused.code == 65 && refused.errorLine.contains("a pipe, and nothing was written to it for 3 s"))
            for (arguments, code) in [
                (["plan", "validate", "pipe"], Int32(65)), (["check", "p", "--api-key-file", "pipe"], 78),
                (["status", "--database", "pipe"], 78), (["run", "p", "--key-file", "pipe"], 78),
                (["run", "p", "--ca-file", "pipe"], 78),
            ] {
                let ending = try await program.run(arguments)
                #expect(ending.code == code, "\(arguments) \(ending.errors)")
            }
            let read = try await program.shell(
                """
                mkfifo job; (cat p.yaml > job &); (echo value > pipe &)
                $REKEY_PROGRAM plan apply job && $REKEY_PROGRAM run p --quiet; echo $?
                """)
            #expect(read.output.hasSuffix("\n0\n"), "\(read.output) \(read.errors)")
            let handed = try await program.shell(
                "$REKEY_PROGRAM check p --api-key-file <(echo sandbox-psk) && cat p.yaml | $REKEY_PROGRAM plan diff -")
            #expect(!handed.errors.contains("api-key-file"), "\(handed.errors)")
        }
    }

    @Test(
        "whatever a limit on open files, a run does all or says what is missing",
        arguments: [5, 12, 20, 28, 31, 33, 40])
    func openFiles(maximum: Int) async throws {
        try await withPlan { program, server async throws in
            let ending = try await program.shell("ulimit -n \(maximum); exec $REKEY_PROGRAM run p --quiet")
            #expect(ending.code == 0 || ending.code == 75 && ending.errorLine.contains("limit on open files"))
            #expect(await server.state.appliedCount == (ending.code == 0 ? 6 : 0))
        }
    }

    @Test(
        "without a thread to start a command says so at once",
        .enabled(if: geteuid() == 0 && access("/usr/bin/setpriv", X_OK) == 0), arguments: [1, 3, 6])
    func threads(maximum: Int) async throws {
        try await withPlan { program, server async throws in
            let ending = try await program.shell(
                "chown -R 65534 .; exec setpriv --reuid 65534 prlimit --nproc=\(maximum) $REKEY_PROGRAM run p --quiet")
            #expect(ending.code == 75 && ending.errorLine.contains("no thread can be started"), "\(ending.errors)")
            #expect(await server.state.requestCount == 0)
        }
    }

    @Test("without /dev/urandom two runs have two identities", .enabled(if: geteuid() == 0))
    func bareDevices() async throws {
        try await withPlan { program, _ async throws in
            let ending = try await program.shell(
                """
                unshare -m bash -c 'mount -t tmpfs none /dev && mknod -m 666 /dev/null c 1 3 &&
                $REKEY_PROGRAM run p --quiet && $REKEY_PROGRAM run p --quiet'
                """)
            if ending.errors.contains("unshare") || ending.errors.contains("mount:") { return }  // not allowed here
            #expect(ending.code == 0, "\(ending.errors)")
            let runs = try await program.run("runs", "-o", "json").output
            #expect(Set(runs.matches(of: /"uuid": "([0-9a-f-]+)"/).map { $0.output.1 }).count == 2)
            #expect(!runs.contains("00000000-0000"))
        }
    }

    @Test("in whatever order the jobs of a failing run come, it ends", arguments: 1...40)
    func everyOrder(seed: Int) async throws {
        try await withPlan { program, _ async throws in
            var preload = Preload(folder: program.folder)
            preload.failAt = 3 + seed % 24
            var environment = preload.environment
            environment["REKEY_SHUFFLE"] = String(seed)
            var limited = program
            limited.timeLimit = .seconds(60)
            let ending = try await limited.run(["run", "p"], environment: environment)
            #expect([0, 74].contains(ending.code), "seed \(seed): \(ending.code) \(ending.errors)")
        }
    }

    /// Sends two signals. - Returns: when the process has ended; a process that has not within 3 s is a failure.
    private func expectEnd(_ process: Int32) async throws {
        kill(process, SIGTERM)
        try await Task.sleep(for: .milliseconds(200))
        kill(process, SIGTERM)
        let second = ContinuousClock.now
        let hasEnded = try await eventually {
            let stat = (try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8)) ?? ""  // it is gone
            return stat.isEmpty || stat.contains(") Z ")
        }
        #expect(hasEnded && ContinuousClock.now - second < .seconds(3))
    }
}
