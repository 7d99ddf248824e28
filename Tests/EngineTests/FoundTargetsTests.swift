import Engine
import Foundation
import GRDB
import Journal
import Model
import Sandbox
import Synchronization
import TestSupport
import Testing

@testable import Rekey

/// Targets that the API is asked for by the names of secrets, how many of them are expected, and which of them are one.
@Suite(.fewAtATime) struct FoundTargetsTests {
    private static let head = """
        version: 1
        plan: p
        limits: { rate: none }
        guard: off
        stop: { canary: 0, failures: 100% }
        secrets:

        """
    private static let keys = "    keys: { k: { generate: token } }\n"

    private static func entry(_ targets: String) -> String { "  - targets: { \(targets) }\n" + keys }

    /// Three apps that have `db-1`, `db-2` and `mail` each; the last has `mail` alone.
    private func open(
        change: (inout SandboxConfiguration) -> Void = { _ in },
        _ body: @Sendable @escaping (EngineFixture) async throws -> Void
    ) async throws {
        try await EngineFixture.open(apps: 3, isStrict: true, change: change) { shop async throws in
            for (index, app) in shop.apps.enumerated() {
                for name in index == 2 ? ["mail"] : ["db-1", "db-2", "mail"] {
                    await shop.server.state.put(SandboxTarget(app: app, secret: name), ["k": "old"])
                }
            }
            try await body(shop)
        }
    }

    private func sent(_ shop: EngineFixture, run: Int64) throws -> [String] {
        try shop.rows(.runOutcomes).filter { $0["run"] == .integer(run) }.compactMap { row in
            guard case .text(let app)? = row["app_id"], case .text(let secret)? = row["secret_name"] else { return nil }
            return "\(shop.apps.firstIndex(of: app) ?? -1)/\(secret)"
        }
    }

    private func lists(_ shop: EngineFixture) async -> Int {
        await shop.server.state.entries.count { $0.method == "GET" && $0.path.hasSuffix("/secrets") }
    }

    @Test("secrets are found by their names, with one request for each app")
    func pattern() async throws {
        try await open { shop async throws in
            for (targets, expected) in [
                ("apps: [APPS], secrets: \"db-*\"", ["0/db-1", "0/db-2", "1/db-1", "1/db-2"]),
                ("app_names: [app-1], secrets: \"db-[!1]\"", ["1/db-2"]),
                ("all: true, secrets: \"mail\", expect: 3", ["0/mail", "1/mail", "2/mail"]),
                ("app_type: hand_authored, secrets: \"*-1\", expect: \">= 2\"", ["0/db-1", "1/db-1"]),
            ] {
                #expect(try await shop.apply(Self.head + Self.entry(targets)).targets == 0)
                let before = await lists(shop)
                let result = try await shop.run()
                #expect(result.ending.state == .succeeded)
                #expect(try sent(shop, run: result.run) == expected)
                #expect(await lists(shop) - before == (targets.contains("app-1") ? 1 : 3))
            }
            // Two entries ask for the secrets of an app once.
            try await shop.apply(
                Self.head + Self.entry("all: true, secrets: \"db-1\"") + Self.entry("all: true, secrets: \"db-2\""))
            let before = await lists(shop)
            #expect(try await shop.run().ending.tally.succeeded == 4)
            #expect(await lists(shop) - before == 3)
            // Nothing was created, and nothing else was written.
            #expect(await shop.server.state.values(SandboxTarget(app: shop.apps[2], secret: "db-1")) == nil)
        }
    }

    @Test(
        "what is not found, not listed or not expected makes no run, and check says the same",
        arguments: [
            ("all: true, secrets: \"cache*\"", "none of the secrets of 3 apps matches \"cache*\""),
            ("all: true, secrets: \"db-*\", expect: 5", "4 targets found, 5 expected"),
            ("all: true, secrets: \"db-*\", expect: \">= 5\"", "4 targets found, at least 5 expected"),
            (
                "apps: [00000000-0000-4000-8000-000000000009], secrets: \"*\"",
                "the API has no app 00000000-0000-4000-8000-000000000009"
            ),
        ])
    func refused(targets: String, message: String) async throws {
        try await open { shop async throws in
            try await shop.apply(Self.head + Self.entry(targets))
            try await expectRefusal(shop, message)
        }
    }

    @Test(
        "an expected number counts the targets of every form",
        arguments: ["apps: [APPS], expect: 4", "csv: a.csv, expect: 4", "all: true, expect: \">= 4\""])
    func forms(targets: String) async throws {
        try await open { shop async throws in
            try shop.write("a.csv", "app_id\n" + shop.apps.joined(separator: "\n") + "\n")
            func text(_ targets: String) -> String {
                Self.head + "  - secret: mail\n    targets: { \(targets) }\n" + Self.keys
            }
            try await shop.apply(text(targets))
            try await expectRefusal(shop, "3 targets found")
            try await shop.apply(text(targets.replacing("4", with: "3")))
            #expect(try await shop.run().ending.tally.succeeded == 3)
        }
    }

    @Test(
        "an installation without the list says what to write instead",
        arguments: [[SandboxRoute.list], [.list, .create]])
    func unsupported(without: [SandboxRoute]) async throws {
        try await open(change: { $0.without = Set(without) }) { shop async throws in
            try await shop.apply(Self.head + Self.entry("all: true, secrets: \"db-*\""))
            try await expectRefusal(shop, "write secret: NAME in place of secrets:")
        }
    }

    @Test("an app whose secrets may not be seen is named")
    func forbidden() async throws {
        try await EngineFixture.open(apps: 1, isStrict: true, change: { $0.forbiddenApps = Set($0.apps.map(\.id)) }) {
            shop async throws in
            try await shop.apply(Self.head + Self.entry("all: true, secrets: \"*\""))
            try await expectRefusal(shop, "does not list the secrets of app \(shop.apps[0])")
        }
    }

    private func expectRefusal(_ shop: EngineFixture, _ message: String) async throws {
        let run = await #expect(throws: (any Error).self) { try await shop.run() }
        #expect("\(String(describing: run))".contains(message), "\(String(describing: run))")
        let check = await #expect(throws: (any Error).self) { try await shop.check().perform("p") { _ in } }
        #expect("\(String(describing: check))".contains(message), "\(String(describing: check))")
        #expect(await shop.puts().isEmpty)
        #expect(try shop.rows(.runSummary).isEmpty)
    }

    @Test("targets that the last run had and that are not found any more are named")
    func missing() async throws {
        try await open { shop async throws in
            try await shop.apply(Self.head + Self.entry("all: true, secrets: \"db-*\""))
            #expect(try await warnings(shop).isEmpty)
            await shop.server.state.remove(SandboxTarget(app: shop.apps[1], secret: "db-2"))
            // A narrowed run says nothing, and is not what later runs are compared with.
            let narrow = try SecretName("db-1")
            #expect(try await warnings(shop) { $0.secrets = [narrow] }.isEmpty)
            let warned = try await warnings(shop)
            #expect(
                warned.count == 1 && warned[0].contains("does not find 1 target that run 1 had: \(shop.apps[1])/db-2"))
            #expect(try await warnings(shop).isEmpty)
        }
    }

    private func warnings(
        _ shop: EngineFixture, _ change: (inout RunRequest) -> Void = { _ in }
    ) async throws -> [String] {
        let warnings = Mutex<[String]>([])
        let watch = RunWatch(warned: { text in warnings.withLock { $0.append(text) } })
        _ = try await shop.launcher(watch: watch, change).run(["p"], trigger: "test")
        return warnings.withLock { $0.filter { $0.contains("does not find") } }
    }

    @Test("two targets of an app that are one secret are refused before anything is sent")
    func same() async throws {
        try await open { shop async throws in
            try await shop.apply(Self.head + Self.entry("apps: [APPS], secrets: \"db-*\""))
            _ = try await shop.run()
            let before = await shop.puts().count
            try await DatabaseQueue(path: shop.store.journal.path).write { database in
                try database.execute(sql: "UPDATE secrets SET k8s_name = 'one' WHERE secret_name IN ('db-1', 'db-2')")
            }
            // By name, so that the list does not say better.
            let text = ["db-1", "db-2"].map { "  - secret: \($0)\n    targets: { apps: [APPS] }\n" + Self.keys }
                .joined()
            try await shop.apply(Self.head + text)
            let run = await #expect(throws: TargetError.self) { try await shop.run() }
            #expect("\(String(describing: run))".contains("k8s_name"), "\(String(describing: run))")
            await #expect(throws: TargetError.self) { try await shop.check().perform("p") { _ in } }
            #expect(await shop.puts().count == before)
        }
    }

    @Test("check names a secret that was created again since rekey last saw it")
    func replaced() async throws {
        try await open { shop async throws in
            try await shop.apply(Self.head + Self.entry("apps: [APPS], secrets: \"db-1\""))
            _ = try await shop.run()
            let target = SandboxTarget(app: shop.apps[1], secret: "db-1")
            await shop.server.state.recreate(target, ["k": "x"])
            let warnings = Mutex<[String]>([])
            _ = try await shop.check { text in warnings.withLock { $0.append(text) } }.perform("p") { _ in }
            let named = warnings.withLock { $0.filter { $0.contains("created again by somebody else") } }
            #expect(named.count == 1 && named[0].contains("\(shop.apps[1])/db-1"), "\(named)")
        }
    }
}
