import Foundation
import Sandbox
import TestSupport
import Testing

#if canImport(Glibc)
    import Glibc
#endif

/// Who is told of a run's end, and that nobody's deafness matters.
@Suite(.fewAtATime) struct NotifyTests {
    private func object(_ text: String) throws -> [String: Any] {
        try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    }

    private func run(_ program: Program, notify: String, apps: Int = 5) async throws -> Program.Ending {
        try program.writePlan(
            apps: apps, settings: "limits: { rate: none }\nstop: { failures: 100% }\nnotify: \(notify)")
        let applied = try await program.run("plan", "apply", "plan.yaml")
        #expect(applied.code == 0, "\(applied.errors)")
        return try await program.run("run", "plan")
    }

    @Test("a program reads the notice on its standard input, without our credentials and without a value")
    func command() async throws {
        try await Sandboxed.run(faults: ["404:put:times=1:skip=1"]) { program, _ in
            let tell = "{ command: [sh, -c, 'cat > notice.json; env > environment'] }"
            #expect(try await run(program, notify: tell).code == 1)
            let notice = try object(try String(contentsOfFile: program.folder + "/notice.json", encoding: .utf8))
            #expect(notice["plan"] as? String == "plan" && notice["state"] as? String == "failed")
            #expect((notice["items"] as? [String: Int])?["failed"] == 1)
            #expect(
                notice["text"] as? String
                    == "rekey: run 1 of plan: 4 of 5 secrets were written; 1 failed. Fix the causes, then `rekey retry 1`."
            )
            let environment = try String(contentsOfFile: program.folder + "/environment", encoding: .utf8)
            #expect(!environment.contains("NX1_") && !environment.contains("REKEY_"))
        }
    }

    @Test("a signal ends the telling, and the run's own outcome stands")
    func signal() async throws {
        try await Sandboxed.run { program, _ in
            try program.writePlan(
                apps: 2,
                settings:
                    "limits: { rate: none }\nnotify: { command: [sh, -c, 'echo > told; exec sleep 60'], on: always }")
            _ = try await program.run("plan", "apply", "plan.yaml")
            let began = ContinuousClock.now
            let code = try await program.start(["run", "plan"]) { process async throws in
                #expect(try await eventually { FileManager.default.fileExists(atPath: program.folder + "/told") })
                kill(process, SIGTERM)
            }
            // The program has 30 s, three times.
            #expect(code == 0 && ContinuousClock.now - began < .seconds(25))
        }
    }

    private static let always =
        "notify: { command: [sh, -c, 'cat >> notices; test -e go || kill -9 $PPID'], on: always }"

    @Test("a notice whose process was killed goes out once with the next call, and says that it is late")
    func late() async throws {
        try await Sandboxed.run { program, _ async throws in
            try program.writePlan(apps: 2, settings: "limits: { rate: none }\n" + Self.always)
            _ = try await program.run("plan", "apply", "plan.yaml")
            // The program is told, and kills rekey before that can say so in the record.
            #expect(try await program.run("run", "plan").code == 128 + SIGKILL)
            try program.write("go", "")
            for _ in 1...2 { _ = try await program.run("run", "--due") }
            let notices = try String(contentsOfFile: program.folder + "/notices", encoding: .utf8)
                .split(separator: "\n").map { try object(String($0)) }
            #expect(notices.map { $0["late"] as? Bool } == [false, true])
            #expect(notices.map { $0["state"] as? String } == ["succeeded", "succeeded"])
            #expect(
                (notices[1]["text"] as? String)?.hasSuffix("This notice is late: rekey was killed before it went out.")
                    == true)
        }
    }

    @Test(
        "a run that is killed midway has one notice: a late one, or its own once it is resumed",
        arguments: [true, false])
    func killed(isResumed: Bool) async throws {
        try await Sandboxed.run { program, _ async throws in
            try program.writePlan(
                apps: 4,
                settings: "limits: { rate: none }\nnotify: { command: [sh, -c, 'cat >> notices'], on: failure }")
            _ = try await program.run("plan", "apply", "plan.yaml")
            let crash = try await program.run(
                "run", "plan", environment: ["REKEY_CRASH_AT": "outcome-after-commit:2"])
            #expect(crash.code == 128 + SIGKILL)
            let next = try await program.run(isResumed ? ["resume", "1"] : ["run", "--due"])
            _ = try await program.run("run", "--due")
            let notices = try? String(contentsOfFile: program.folder + "/notices", encoding: .utf8)
            if isResumed {
                // It succeeded, which is no news here.
                #expect(next.code == 0 && notices == nil)
                return
            }
            let told = try (notices ?? "").split(separator: "\n").map { try object(String($0)) }
            #expect(told.count == 1 && told[0]["state"] as? String == "interrupted" && told[0]["late"] as? Bool == true)
        }
    }

    @Test("who was tried in vain is not tried again by the next call")
    func vain() async throws {
        try await Sandboxed.run { program, _ async throws in
            #expect(
                try await run(program, notify: "{ command: [sh, -c, 'echo >> tries; exit 3'], on: always }").code == 0)
            _ = try await program.run("run", "--due")
            let tries = try String(contentsOfFile: program.folder + "/tries", encoding: .utf8)
            #expect(tries == "\n\n\n")
        }
    }

    @Test("success is no news unless it is asked for")
    func occasion() async throws {
        try await Sandboxed.run { program, _ async throws in
            let note = program.folder + "/notice"
            #expect(try await run(program, notify: "{ command: [touch, notice] }").code == 0)
            #expect(!FileManager.default.fileExists(atPath: note))
            #expect(try await run(program, notify: "{ command: [touch, notice], on: always }").code == 0)
            #expect(FileManager.default.fileExists(atPath: note))
        }
    }

    @Test("a webhook is tried again, and gets the body that its template makes")
    func webhook() async throws {
        try await Sandboxed.run { program, _ async throws in
            let hook = try Hook(answering: [500, 204])
            async let heard = hook.serve()
            let ending = try await run(
                program,
                notify: """
                    { webhook: "http://127.0.0.1:\(hook.port)/T0/secret", on: always, template: '{"text": "${plan} is ${state}: ${text}"}' }
                    """)
            let calls = await heard
            #expect(ending.code == 0 && !ending.errors.contains("was not notified"), "\(ending.errors)")
            #expect(calls.count == 2 && calls[1].hasPrefix("POST /T0/secret HTTP/1.1\r\n"))
            let body = try object(calls[1].components(separatedBy: "\r\n\r\n").last ?? "")
            #expect(body["text"] as? String == "plan is succeeded: rekey: run 1 of plan: All 5 secrets were written.")
        }
    }

    @Test("who cannot be told fails no run, and is named in a warning without the webhook's path")
    func deaf() async throws {
        try await Sandboxed.run { program, _ async throws in
            let ending = try await run(
                program,
                notify: "{ command: [sh, -c, exit 3], webhook: \"http://127.0.0.1:1/T0/secret\", on: always }")
            #expect(ending.code == 0)
            #expect(
                ending.errors.contains("the program \"sh -c exit 3\" was not notified: it ended with exit code 3"))
            #expect(ending.errors.contains("the webhook was not notified: "))
            #expect(!ending.errors.contains("/T0/secret"))
        }
    }

    @Test(
        "what cannot be understood is refused with its line",
        arguments: [
            ("{}", "notify has no recipient"),
            ("{ webhook: \"http://example.com/x\" }", "not an address for a webhook"),
            ("{ webhook: \"https://e.x\", template: '{' }", "this is not JSON"),
            ("{ webhook: \"https://e.x\", template: '\"${password}\"' }", "is not known here"),
            ("{ command: [a], template: '{}' }", "template is the body of a webhook, but webhook is missing"),
            ("{ command: [a], on: never }", "is not known here"),
            ("{ command: ['${app_id}'] }", "for no single target"),
        ])
    func refused(notify: String, what: String) async throws {
        let program = try Program()
        defer { program.remove() }
        try program.writePlan(apps: 1, settings: "notify: \(notify)")
        let ending = try await program.run("plan", "validate", "plan.yaml")
        #expect(
            ending.code == 65 && ending.errorLine.contains("plan.yaml:3") && ending.errorLine.contains(what),
            "\(ending.errors)")
    }
}
