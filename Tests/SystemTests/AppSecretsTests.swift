import Foundation
import Sandbox
import TestSupport
import Testing

/// `rekey apps --secrets`, and the words that plans with patterns are shown with.
@Suite(.fewAtATime) struct AppSecretsTests {
    private static let apps = (1...2).map { "00000000-0000-4000-8000-00000000000\($0)" }

    private func serve(
        _ change: (inout SandboxConfiguration) -> Void = { _ in },
        _ body: @Sendable @escaping (Program) async throws -> Void
    ) async throws {
        try await Sandboxed.run(change: {
            $0.createsAll = false
            $0.apps = Self.apps.enumerated().map { .init(id: $1, name: "app-\($0)") }
            $0.secrets = [
                .init(app: Self.apps[0], secret: "mail"): ["user": "x", "password": "not shown"],
                .init(app: Self.apps[0], secret: "db"): ["k": "not shown"],
            ]
            change(&$0)
        }) { program, _ async throws in try await body(program) }
    }

    @Test("each secret is a row with its keys, and an app without secrets is one too")
    func rows() async throws {
        try await serve { program async throws in
            let list = try await program.run("apps", "--secrets", "-o", "csv")
            let lines = list.output.split(separator: "\n")
            #expect(lines.first == "app_id,app_name,app_type,secret_name,keys,k8s_name,created_at")
            #expect(lines.count == 4, "\(list.output)")
            #expect(lines[1].hasPrefix("\(Self.apps[0]),app-0,hand_authored,db,k,"))
            #expect(lines[2].hasPrefix("\(Self.apps[0]),app-0,hand_authored,mail,password user,"))
            #expect(lines[3] == "\(Self.apps[1]),app-1,hand_authored,,,,")
            #expect(!list.output.contains("not shown") && list.errors.contains("2 apps, 2 secrets"))
            #expect(!FileManager.default.fileExists(atPath: program.folder + "/rekey.db"))
        }
    }

    @Test("an app whose secrets may not be seen is named and shown without them")
    func forbidden() async throws {
        try await serve({ $0.forbiddenApps = [Self.apps[0]] }) { program async throws in
            let list = try await program.run("apps", "--secrets", "-o", "csv")
            #expect(list.code == 0 && list.output.contains("\(Self.apps[0]),app-0,hand_authored,,,,\n"))
            #expect(list.errors.contains("does not list the secrets of app \(Self.apps[0])"))
        }
    }

    @Test("an installation without the list says so")
    func unsupported() async throws {
        try await serve({ $0.without = [.list] }) { program async throws in
            let list = try await program.run("apps", "--secrets")
            #expect(list.code == 65 && list.errorLine.contains("does not list the secrets of an app"))
        }
    }

    @Test("a plan with a pattern is shown in words, and run, check and a dry run refuse the wrong number with 65")
    func plan() async throws {
        try await serve { program async throws in
            for (plan, number) in [("few", 3), ("right", 2)] {
                try program.write(
                    "\(plan).yaml",
                    """
                    version: 1
                    plan: \(plan)
                    guard: off
                    secrets:
                      - targets: { apps: [\(Self.apps[0])], secrets: "*", expect: \(number) }
                        keys: { k: { generate: token } }
                    """)
                #expect(try await program.run("plan", "apply", "\(plan).yaml").code == 0)
            }
            #expect(try await program.run("plan", "list").output.contains("  secrets * of apps (1)  "))
            #expect(try await program.run("plan", "show", "few").output.contains("targets: secrets * of apps (1)"))
            for arguments in [["run", "few"], ["check", "few"], ["run", "few", "--dry-run"]] {
                let ending = try await program.run(arguments)
                #expect(
                    ending.code == 65 && ending.errorLine.contains("2 targets found, 3 expected"), "\(ending.errors)")
            }
            let dry = try await program.run("run", "right", "--dry-run", "-o", "csv")
            #expect(dry.code == 0 && dry.output.contains("/secrets/db") && dry.output.contains("/secrets/mail"))
            #expect(try await program.run("check", "right").code == 1)  // both would lose keys, or gain one
            #expect(try await program.run("run", "right").code == 0)
        }
    }
}
