import Foundation
import Sandbox
import TestSupport
import Testing

#if canImport(Glibc)
    import Glibc
#endif

/// The same cause gives the same exit code, whichever command meets it.
@Suite(.fewAtATime) struct ExitCodeTests {
    private func plan(_ program: Program, _ entry: String, settings: String = "guard: off") throws {
        try program.write("p.yaml", "version: 1\nplan: p\n\(settings)\nsecrets:\n  - { secret: s, \(entry) }\n")
    }

    private func expect(
        _ code: Int32, _ program: Program, _ lines: [[String]], environment: [String: String] = [:],
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        for line in lines {
            let ended = try await program.run(line, environment: environment)
            #expect(
                ended.code == code, "\(line): \(ended.output)\(ended.errors)", sourceLocation: sourceLocation)
        }
    }

    private static let app = "00000000-0000-4000-8000-000000000001"

    @Test("the address and the credentials")
    func api() async throws {
        try await Sandboxed.run { program, _ async throws in
            try plan(
                program, "targets: { apps: [\(Self.app)] }, keys: { k: { generate: token } }",
                settings: "retry: { attempts: 1 }")
            _ = try await program.run("plan", "apply", "p.yaml")
            let host = try #require(program.environment["NX1_HOST"])
            let lines = [["run", "p"], ["check", "p"], ["doctor"]]
            try await expect(77, program, lines, environment: ["NX1_API_KEY": "other"])
            try await expect(78, program, lines, environment: ["NX1_HOST": host + "/elsewhere"])
            try await expect(78, program, lines, environment: ["NX1_HOST": "http://example.com"])
            try await expect(69, program, lines, environment: ["NX1_HOST": "http://127.0.0.1:1"])
        }
    }

    @Test("a file of values that is wrong, whether the plan names apps or asks for them")
    func values() async throws {
        try await Sandboxed.run(
            change: { $0.apps = [.init(id: Self.app, name: "billing")] }
        ) { program, _ async throws in
            try program.write("bad.env", "A=1\nno line of this form\n")
            for targets in ["apps: [\(Self.app)]", "app_names: [billing]", "all: true"] {
                try plan(program, "targets: { \(targets) }, keys_from: { dotenv: bad.env }")
                #expect(try await program.run("plan", "apply", "p.yaml").code == 0)
                try await expect(65, program, [["check", "p"], ["run", "p"]])
            }
        }
    }

    @Test("what was asked for and done is 0, whatever is left")
    func limit() async throws {
        try await Sandboxed.run { program, _ async throws in
            try program.writePlan(apps: 3)
            _ = try await program.run("plan", "apply", "plan.yaml")
            try await expect(0, program, [["run", "plan", "--limit", "1"], ["resume", "--limit", "1"], ["resume"]])
        }
        try await Sandboxed.run(faults: ["404:put:times=1"]) { program, _ async throws in
            try program.writePlan(apps: 3, settings: "guard: off\nstop: { canary: 0, failures: 100% }")
            _ = try await program.run("plan", "apply", "plan.yaml")
            try await expect(1, program, [["run", "plan", "--limit", "2"]])
        }
    }

    @Test("another user's database is a matter of permissions", .enabled(if: getuid() == 0))
    func permissions() async throws {
        try await Sandboxed.run { program, _ async throws in
            try program.writePlan(apps: 1)
            _ = try await program.run("plan", "apply", "plan.yaml")
            _ = try await program.shell("chmod 755 .")
            for line in ["run plan", "run --due", "status", "resume", "runs", "check plan"] {
                let ended = try await program.shell(
                    "setpriv --reuid 65534 --clear-groups \"$REKEY_PROGRAM\" \(line)")
                #expect(ended.code == 78, "\(line): \(ended.errors)")
                #expect(ended.errors.contains("by this user"), "\(line): \(ended.errors)")
            }
        }
    }
}
