import Foundation
import Sandbox
import TestSupport
import Testing

/// What is known before a run is made: what all targets lack makes none.
@Suite(.fewAtATime) struct BeforeARunTests {
    private static let kept = "{ username: { keep: true }, password: { generate: password } }"

    private func plan(
        _ program: Program, apps: [String], keys: String, settings: String = "guard: off", more: String = ""
    ) async throws {
        try program.write(
            "p.yaml",
            """
            version: 1
            plan: p
            retain: 1
            \(settings)
            secrets:
              - secret: s
                targets: { apps: [\(apps.joined(separator: ", "))] }
                keys: \(keys)
                \(more)
            """)
        let applied = try await program.run("plan", "apply", "p.yaml")
        #expect(applied.code == 0, "\(applied.errors)")
    }

    private func apps(_ count: Int) -> [String] { (0..<count).map { _ in UUID().uuidString.lowercased() } }

    private func runs(_ program: Program) async throws -> Int {
        try await program.run("runs", "-o", "csv").output.split(separator: "\n").count - 1
    }

    private func adopt(_ program: Program, _ apps: [String]) async throws {
        try program.write("now.csv", "app_id,username\n" + apps.map { "\($0),adopted" }.joined(separator: "\n") + "\n")
        #expect(try await program.run("adopt", "p", "--csv", "now.csv").code == 0)
    }

    @Test(
        "what all targets lack makes no run",
        arguments: [
            ("{ k: { env: REKEY_TEST_NOT_SET } }", "", "REKEY_TEST_NOT_SET"),
            ("{ k: { file: not-there } }", "", "not-there"),
            ("{ k: { dotenv: not-there.env } }", "", "not-there.env"),
            ("{ k: { command: [./not-there] } }", "", "./not-there"),
            ("{ k: { generate: token } }", "steps: { set: { command: [./no-step] } }", "./no-step"),
            (
                "{ k: { generate: token } }", "steps: { verify: { command: [no-such-program-here] } }",
                "no-such-program-here"
            ),
            (kept, "", "rekey adopt"),
            ("{ k: { previous: other } , other: { generate: token } }", "", "rekey adopt"),
        ])
    func shared(_ keys: String, _ more: String, _ word: String) async throws {
        try await Sandboxed.run { program, server async throws in
            try await plan(program, apps: apps(3), keys: keys, more: more)
            let ended = try await program.run("run", "p")
            #expect(ended.code == 65 && ended.errorLine.contains(word), "\(ended.errors)")
            #expect(ended.errors.split(separator: "\n").count == 1)
            #expect(try await runs(program) == 0)
            #expect(await server.state.entries.isEmpty)
        }
    }

    @Test("a gate that is not there is found before the first wave")
    func gate() async throws {
        try await Sandboxed.run { program, _ async throws in
            try await plan(
                program, apps: apps(2), keys: "{ k: { generate: token } }",
                settings: "guard: off\nwaves: { size: 1, gate: { command: [./no-gate] } }")
            let ended = try await program.run("run", "p")
            #expect(ended.code == 65 && ended.errorLine.contains("./no-gate"))
            #expect(try await runs(program) == 0)
        }
    }

    @Test("refused credentials and a wrong address make no run, with the code of doctor and check")
    func address() async throws {
        try await Sandboxed.run { program, server async throws in
            try await plan(program, apps: apps(3), keys: "{ k: { generate: token } }", settings: "guard: keys")
            let host = try #require(program.environment["NX1_HOST"])
            for (environment, code) in [(["NX1_API_KEY": "other"], 77), (["NX1_HOST": host + "/base"], 78)] {
                for line in [["run", "p"], ["check", "p"], ["doctor"]] {
                    let ended = try await program.run(line, environment: environment)
                    #expect(ended.code == code, "\(line) \(environment): \(ended.errors)")
                }
            }
            #expect(try await runs(program) == 0)
            #expect(await server.state.entries.filter { $0.method == "PUT" }.isEmpty)
        }
    }

    @Test("what some targets lack fails those alone, without a request, and the canary is one that is ready")
    func some() async throws {
        try await Sandboxed.run { program, server async throws in
            let apps = apps(4)
            try await plan(program, apps: apps, keys: Self.kept, settings: "stop: { canary: 1, failures: 100% }")
            try await adopt(program, Array(apps[2...]))
            let ended = try await program.run("run", "p")
            #expect(ended.code == 1 && ended.output.contains("2 succeeded, 2 failed"), "\(ended.output)")
            let sent = await server.state.entries.filter { $0.method == "PUT" }.count
            #expect(sent == 2)
            let items = try await program.run("items", "latest", "--state", "failed", "-o", "json").output
            #expect(items.contains(#""error_kind": "source""#) && items.contains(apps[0]) && items.contains(apps[1]))
            // The way out that the message names leads out.
            try await adopt(program, apps)
            let again = try await program.run("retry", "latest", "--plan", "p")
            #expect(again.code == 0 && again.output.contains("4 succeeded"), "\(again.errors)")
        }
    }

    @Test("values that are adopted later count for items that were never sent, and for no others")
    func adoptedLater() async throws {
        // The first item is sent and gets no answer; the second is prepared, the others are pending.
        try await Sandboxed.run(faults: ["502:put:times=1"]) { program, server async throws in
            let apps = apps(4)
            try await plan(
                program, apps: apps, keys: Self.kept,
                settings: "guard: off\nretry: { attempts: 1 }\nstop: { canary: 1 }")
            try await adopt(program, apps)
            #expect(try await program.run("run", "p").code == 75)
            try program.write(
                "later.csv", "app_id,username\n" + apps.map { "\($0),later" }.joined(separator: "\n") + "\n")
            #expect(try await program.run("adopt", "p", "--csv", "later.csv").code == 0)
            #expect(try await program.run("resume", "latest").code == 1)
            #expect(try await program.run("retry", "latest").code == 0)
            // What was sent last counts as the latest version, and not what was adopted before it.
            for (index, app) in apps.enumerated() {
                let shown = try await program.run(
                    "reveal", "--app", app, "--secret", "s", "--key", "username", "--yes")
                #expect(shown.output.contains(index == 0 ? "adopted" : "later"), "\(index): \(shown.output)")
            }
        }
    }

    @Test("a run that can have none of its values is not gone on with, and loses no item by it")
    func resume() async throws {
        try await Sandboxed.run { program, server async throws in
            let apps = apps(4)
            try program.write("value", "x")
            try await plan(program, apps: apps, keys: "{ k: { file: value } }")
            #expect(try await program.run("run", "p", "--limit", "1").code == 0)
            try FileManager.default.removeItem(atPath: program.folder + "/value")
            let refused = try await program.run("resume")
            #expect(refused.code == 65 && refused.errorLine.contains("run 1 cannot continue"), "\(refused.errors)")
            #expect(
                try await program.run("status").output.contains(
                    "1 succeeded, 0 failed, 0 unknown, 0 skipped, 3 pending"))
            try program.write("value", "x")
            #expect(try await program.run("resume").code == 0)
        }
    }
}
