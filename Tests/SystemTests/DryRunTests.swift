import Foundation
import Sandbox
import TestSupport
import Testing

/// A dry run says what a run would send, also where only the API knows the targets, and changes nothing.
@Suite(.fewAtATime) struct DryRunTests {
    private func withApps<R: Sendable>(
        _ count: Int, keys: String = "password: { generate: password }", settings: String = "",
        targets: String = "{ all: true }", _ body: @Sendable @escaping (Program, SandboxServer) async throws -> R
    ) async throws -> R {
        try await Sandboxed.run(change: { configuration in
            configuration.apps = (1...count).map {
                .init(id: AppNameTests.id($0), name: "app-\($0)", type: $0 == 1 ? "notebook_pipeline" : "hand_authored")
            }
        }) { program, server async throws in
            try program.write(
                "p.yaml",
                """
                version: 1
                plan: p
                \(settings)
                secrets:
                  - secret: db
                    targets: \(targets)
                    keys: { \(keys) }
                """)
            #expect(try await program.run("plan", "apply", "p.yaml").code == 0)
            return try await body(program, server)
        }
    }

    @Test("it asks the API for the targets, counts requests and time, and writes nothing anywhere")
    func lookup() async throws {
        try await withApps(7, settings: "limits: { rate: 2/s, burst: 2 }") { program, server async throws in
            let path = program.folder + "/rekey.db"
            let before = try Data(contentsOf: URL(fileURLWithPath: path))
            let dry = try await program.run("run", "p", "--dry-run", "-o", "csv")
            #expect(dry.code == 0 && dry.output.split(separator: "\n").count == 8)
            // 14 requests, 2 of them at once, the others one in half a second.
            let sum =
                "dry run of p: 7 items, 14 requests planned (each secret is read first), none sent; at 2/s the run takes 6s or more"
            #expect(dry.errors.contains(sum), "\(dry.errors)")
            let one = try await program.run("run", "p", "--dry-run", "--app", "app-3", "--rate", "none")
            #expect(one.output.contains("PUT /api/app/\(AppNameTests.id(3))/secrets/db"))
            #expect(one.errors.contains("1 item, 2 requests"))
            #expect(
                try await program.run("run", "p", "--dry-run", "--limit", "3").errors.contains("3 items, 6 requests"))
            #expect(await server.state.appliedCount == 0)
            #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == before)
            #expect(try await program.run("runs", "-o", "json").output == "[]\n")
        }
    }

    @Test("an API that does not list its apps is an error, and not a run without items")
    func unreachable() async throws {
        try await withApps(2, settings: "retry: { attempts: 1 }") { program, _ async throws in
            let nobody = try await program.run(
                "run", "p", "--dry-run", environment: ["NX1_HOST": "http://127.0.0.1:9"])
            #expect(nobody.code == 69, "\(nobody.errors)")
            let refused = try await program.run("run", "p", "--dry-run", environment: ["NX1_API_KEY": "wrong"])
            #expect(refused.code == 77, "\(refused.errors)")
            let client = try await program.run(
                "run", "p", "--dry-run",
                environment: ["NX1_API_KEY": "", "NX1_CLIENT_ID": "robot", "NX1_CLIENT_SECRET": "not shown"])
            #expect(client.code == 78 && client.errors.contains("no token for the client robot"), "\(client.errors)")
        }
    }

    @Test(
        "a list of plans says in words which targets only the API knows",
        arguments: [
            ("{ all: true }", "all apps"), ("{ app_type: notebook_pipeline }", "app_type notebook_pipeline"),
            ("{ app_names: [app-1, app-2] }", "app_names (2)"),
        ])
    func plans(targets: String, words: String) async throws {
        try await withApps(2, targets: targets) { program, _ async throws in
            #expect(try await program.run("plan", "list").output.contains("  \(words)  "))
            let list = try await program.run("plan", "list", "-o", "json").output
            #expect(list.contains("\"targets_from_api\": [\n      \"\(words)\"\n    ]"), "\(list)")
            #expect(try await program.run("plan", "show", "p").output.contains("targets: \(words)"))
            #expect(try await program.run("plan", "validate", "p.yaml").output.contains("  \(words)  "))
        }
    }
}
