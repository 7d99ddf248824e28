import Foundation
import Sandbox
import TestSupport
import Testing

/// A plan reaches only its hosts, and a run only the one that it began with.
@Suite(.fewAtATime) struct HostTests {
    /// The program, with two stand-ins of the API that take the same key.
    private func withTwo(
        _ body: @Sendable @escaping (Program, SandboxServer, SandboxServer) async throws -> Void
    ) async throws {
        try await Sandboxed.run { program, first async throws in
            var configuration = SandboxConfiguration()
            configuration.createsAll = true
            try await SandboxServer.serve(configuration) { second in try await body(program, first, second) }
        }
    }

    @Test("whoever names a host outside of the plan's, nothing is sent there")
    func bound() async throws {
        try await withTwo { program, first, second async throws in
            try program.writePlan(apps: 3, settings: "guard: off\nretain: 1\napi: { hosts: [\"\(first.url)\"] }")
            #expect(try await program.run("plan", "apply", "plan.yaml").code == 0)
            for _ in 0..<2 { #expect(try await program.run("run", "plan").code == 0) }
            for arguments in [
                ["run", "plan"], ["run", "plan", "--dry-run"], ["check", "plan"], ["restore", "plan", "--yes"],
                ["rollback", "2", "--yes"], ["retry", "1"],
            ] {
                for (more, environment) in [([], ["NX1_HOST": second.url]), (["--host", second.url], [:])] {
                    let ended = try await program.run(arguments + more, environment: environment)
                    let isDone = arguments[0] == "retry"  // nothing failed, so nobody is asked
                    #expect(ended.code == (isDone ? 0 : 78), "\(arguments) \(ended.errors)")
                    #expect(isDone || ended.errors.contains("api.hosts"), "\(arguments) \(ended.errors)")
                }
            }
            #expect(await second.state.requestCount == 0)
            let shown = try await program.run("plan", "show", "plan")
            #expect(shown.output.contains("hosts \(first.url)"))
            #expect(try await program.run("plan", "export", "plan").output.contains(first.url))
        }
    }

    @Test("a due plan is held to its hosts, and the others run")
    func due() async throws {
        try await withTwo { program, first, second async throws in
            let schedule = "guard: off\nschedule: { every: 1d }\n"
            try program.writePlan("a", apps: 1, settings: schedule + "api: { hosts: [\"\(first.url)\"] }")
            try program.writePlan("b", apps: 1, settings: schedule)
            #expect(try await program.run("plan", "apply", "a.yaml", "b.yaml").code == 0)
            let ended = try await program.run("run", "--due", environment: ["NX1_HOST": second.url])
            #expect(ended.code == 78 && ended.errors.contains("api.hosts"), "\(ended.errors)")
            #expect(await second.state.appliedCount == 1)
        }
    }

    @Test("an unfinished run goes on at the host that it began with alone")
    func runHost() async throws {
        try await withTwo { program, first, second async throws in
            try program.writePlan(apps: 4, settings: "guard: off\nretain: 1\nstop: { canary: 0 }")
            #expect(try await program.run("plan", "apply", "plan.yaml").code == 0)
            #expect(try await program.run("run", "plan", "--limit", "2").code != 64)
            let elsewhere = ["NX1_HOST": second.url]
            for arguments in [["resume"], ["resume", "1"], ["retry", "1"]] {
                let ended = try await program.run(arguments, environment: elsewhere)
                #expect(ended.code == 78 && ended.errors.contains("run 1"), "\(arguments) \(ended.errors)")
            }
            #expect(await second.state.requestCount == 0)
            let port = first.url.split(separator: ":").last ?? ""
            let same = try await program.run("resume", environment: ["NX1_HOST": "HTTP://127.0.0.1:\(port)/"])
            #expect(same.code == 0, "\(same.errors)")
            #expect(await first.state.appliedCount == 4)
            #expect(try await program.run("run", "plan").code == 0)
            let undone = try await program.run(["rollback", "2", "--yes"], environment: elsewhere)
            #expect(undone.code == 78 && undone.errors.contains("run 2"), "\(undone.errors)")
            // What was written there is not put back elsewhere.
            let restored = try await program.run(["restore", "plan", "--yes"], environment: elsewhere)
            #expect(restored.code == 78, "\(restored.errors)")
            #expect(await second.state.requestCount == 0)
        }
    }

    @Test("a run from before hosts were recorded takes the host of its first resume")
    func olderRun() async throws {
        try await withTwo { program, first, second async throws in
            try program.writePlan(apps: 3, settings: "guard: off\nstop: { canary: 0 }")
            #expect(try await program.run("plan", "apply", "plan.yaml").code == 0)
            _ = try await program.run("run", "plan", "--limit", "1")
            try await program.sqlite("UPDATE runs SET host = NULL")
            _ = try await program.run("resume", "--limit", "1")
            #expect(try await program.run(["resume"], environment: ["NX1_HOST": second.url]).code == 78)
            #expect(try await program.run("resume").code == 0)
            #expect(await second.state.requestCount == 0)
            #expect(await first.state.appliedCount == 3)
        }
    }

    @Test("values that were written at one host are kept at that host alone")
    func keptElsewhere() async throws {
        try await withTwo { program, first, second async throws in
            let settings = "guard: off\nretain: 1\nstop: { canary: 0, failures: 100% }"
            func plan(_ keys: String) async throws {
                try program.write(
                    "plan.yaml",
                    """
                    version: 1
                    plan: plan
                    \(settings)
                    secrets:
                      - secret: db
                        targets: { apps: [3c90c3cc-0d44-4b50-8888-000000000001] }
                        keys: { \(keys) }
                    """)
                #expect(try await program.run("plan", "apply", "plan.yaml").code == 0)
            }
            let elsewhere = ["NX1_HOST": second.url]
            try await plan("a: { generate: token }")
            #expect(try await program.run("run", "plan").code == 0)
            try await plan("a: { keep: true }, b: { generate: token }")
            // What is known at the first host is no value of the secret at the second, though app and name are the same.
            let refused = try await program.run(["run", "plan"], environment: elsewhere)
            #expect(refused.code == 65 && refused.errors.contains("run 1 at http://127.0.0.1"), "\(refused.errors)")
            #expect(await second.state.requestCount == 0)
            // Nor does what is written at the second stand in the way at the first.
            try await plan("a: { previous: a, or: \"\" }, b: { generate: token }")
            #expect(try await program.run(["run", "plan"], environment: elsewhere).code == 0)
            let target = SandboxTarget(app: "3c90c3cc-0d44-4b50-8888-000000000001", secret: "db")
            #expect(await second.state.values(target)?["a"] == "")
            let kept = await first.state.values(target)?["a"]
            try await plan("a: { keep: true }, b: { generate: token }")
            #expect(try await program.run("run", "plan").code == 0)
            #expect(await first.state.values(target)?["a"] == kept && kept != nil)
        }
    }

    @Test("a file with the API key that others can read is refused, one that is handed over is not")
    func keyFile() async throws {
        try await Sandboxed.run { program, _ async throws in
            try program.write("key.txt", "sandbox-psk\n")
            let ended = try await program.shell(
                """
                unset NX1_API_KEY
                "$REKEY_PROGRAM" init > out.txt
                for mode in 644 640 604 600 400; do
                    chmod $mode key.txt; "$REKEY_PROGRAM" doctor --api-key-file key.txt > out.txt 2> err.txt; echo $?
                done
                chmod 440 key.txt
                CREDENTIALS_DIRECTORY=$PWD "$REKEY_PROGRAM" doctor --api-key-file $PWD/key.txt > out.txt; echo $?
                """)
            let isRoot = getuid() == 0
            #expect(ended.output == "78\n78\n78\n0\n0\n\(isRoot ? 0 : 78)\n", "\(ended.output) \(ended.errors)")
        }
    }
}
