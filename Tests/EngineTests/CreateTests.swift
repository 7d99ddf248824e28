import Engine
import Foundation
import Journal
import Model
import Sandbox
import Synchronization
import TestSupport
import Testing

@testable import Rekey

/// Secrets that do not exist: `create: missing` against a stand-in that has only what was seeded.
@Suite(.fewAtATime) struct CreateTests {
    private static let settings = "limits: { rate: none }\nstop: { canary: 0, failures: 100%, breaker: 0 }"
    private static let create = "    create: missing"

    private func actions(_ shop: EngineFixture) throws -> [String: Int] {
        var counts: [String: Int] = [:]
        for row in try shop.rows(.runOutcomes) {
            if case .text(let action)? = row["action"] { counts[action, default: 0] += 1 }
        }
        return counts
    }

    /// Whether each app has one value, the one that was sent first.
    private func expectOneValueEach(_ shop: EngineFixture) async {
        #expect(await shop.server.state.targetsWithDifferingValues.isEmpty)
        for app in shop.apps.indices { #expect(await shop.values(app)["password"]?.count == 32) }
    }

    @Test(
        "missing secrets are created and others written, with no request more than without", arguments: ["keys", "off"])
    func creates(guardMode: String) async throws {
        try await EngineFixture.open(
            apps: 12, settings: "guard: \(guardMode)\n" + Self.settings, drop: Self.create, isStrict: true
        ) { shop async throws in
            for app in 0..<6 { await shop.server.state.put(shop.target(app), ["username": "x", "password": "old"]) }
            let before = await shop.server.state.requestCount
            let result = try await shop.run()
            #expect(result.ending.state == .succeeded)
            #expect(try actions(shop) == ["created": 6, "updated": 6])
            let entries = await shop.server.state.entries.dropFirst(before).filter { $0.target != nil }
            let methods = Dictionary(grouping: entries, by: \.method).mapValues(\.count)
            #expect(
                methods == (guardMode == "keys" ? ["GET": 12, "PUT": 6, "POST": 6] : ["PUT": 12, "POST": 6]),
                "\(methods)")
            let log = try shop.rows(.attemptLog)
            #expect(log.filter { $0["method"] == .text("POST") && $0["status_code"] == .integer(201) }.count == 6)
            await expectOneValueEach(shop)
            // The second run finds them all.
            #expect(try await shop.run().ending.state == .succeeded)
            #expect(try actions(shop) == ["created": 6, "updated": 18])
        }
    }

    @Test("without create: missing a secret that does not exist fails, and the remedy names it")
    func never() async throws {
        try await EngineFixture.open(apps: 2, settings: Self.settings, isStrict: true) { shop async throws in
            #expect(try await shop.run().ending.tally.failed == 2)
            #expect(try shop.kinds() == ["not_found"])
            #expect(ErrorKind.notFound.remedy(run: 1).contains("create: missing"))
        }
    }

    @Test(
        "whatever a POST is answered, the same values end up in place",
        arguments: [
            "cut-after:post:times=3", "cut-before:post:times=3", "503:post:times=3", "429:post:times=3",
            "409:post:times=3",
        ], ["keys", "off"])
    func faults(fault: String, guardMode: String) async throws {
        try await EngineFixture.open(
            apps: 5, settings: "guard: \(guardMode)\nretry: { base: 1ms, cap: 5ms }\n" + Self.settings,
            drop: Self.create,
            faults: [fault], isStrict: true
        ) { shop async throws in
            let result = try await shop.run()
            let errors = try shop.errors(run: 1)
            #expect(result.ending.state == .succeeded, "\(errors)")
            let counts = try actions(shop)
            #expect(counts.values.reduce(0, +) == 5 && counts["created", default: 0] >= 2, "\(counts)")
            await expectOneValueEach(shop)
        }
    }

    @Test("an installation that cannot create says so once, and no POST follows", arguments: [true, false])
    func unsupported(hasList: Bool) async throws {
        try await EngineFixture.open(
            apps: 8,
            settings: "limits: { rate: none, concurrency: 1 }\nstop: { canary: 0, failures: 100%, breaker: 0 }",
            drop: Self.create, isStrict: true,
            change: { $0.without = hasList ? [.create] : [.create, .list] }
        ) { shop async throws in
            let warnings = Mutex<[String]>([])
            let watch = RunWatch(warned: { text in warnings.withLock { $0.append(text) } })
            let result = try await shop.launcher(watch: watch).run(["p"], trigger: "test")[0]
            #expect(result.ending.tally.failed == 8)
            #expect(try shop.kinds() == ["unsupported"])
            #expect(await shop.server.state.entries.filter { $0.method == "POST" }.count == 1)
            #expect(warnings.withLock { $0.filter { $0.contains("cannot create secrets") } }.count == 1)
        }
    }

    @Test("an app that does not exist is not found, and nothing is said of the installation")
    func missingApp() async throws {
        try await EngineFixture.open(
            apps: 2, settings: Self.settings, drop: Self.create, isStrict: true, change: { $0.apps = [] }
        ) { shop async throws in
            #expect(try await shop.run().ending.tally.failed == 2)
            #expect(try shop.kinds() == ["not_found"])
        }
    }

    @Test("the set step runs once before a POST, and verify after it")
    func steps() async throws {
        try await EngineFixture.open(
            apps: 3, settings: Self.settings,
            drop: Self.create
                + "\n    steps: { set: { command: [./step, set] }, verify: { command: [./step, verify] } }",
            isStrict: true
        ) { shop async throws in
            try shop.writeScript("step", "cat > /dev/null; echo $1 >> steps\n")
            #expect(try await shop.run().ending.state == .succeeded)
            let lines = try shop.read("steps").split(separator: "\n")
            #expect(lines.filter { $0 == "set" }.count == 3 && lines.filter { $0 == "verify" }.count == 3)
            #expect(try actions(shop) == ["created": 3])
        }
    }

    @Test("a secret that somebody deleted and made anew is named")
    func replaced() async throws {
        try await EngineFixture.open(apps: 3, settings: Self.settings, drop: Self.create, isStrict: true) {
            shop async throws in
            _ = try await shop.run()
            await shop.server.state.recreate(shop.target(1), ["username": "x", "password": "y"])
            let warnings = Mutex<[String]>([])
            let watch = RunWatch(warned: { text in warnings.withLock { $0.append(text) } })
            #expect(try await shop.launcher(watch: watch).run(["p"], trigger: "test")[0].ending.state == .succeeded)
            let named = warnings.withLock { $0.filter { $0.contains("created again by somebody else") } }
            #expect(named.count == 1 && named[0].contains(shop.apps[1]), "\(named)")
            let names = try shop.rows(.runOutcomes).filter { if case .text? = $0["k8s_name"] { true } else { false } }
            #expect(names.count == 6)
        }
    }

    @Test("an item whose POST was refused keeps its values, whatever is adopted afterwards")
    func adoptedLater() async throws {
        try await EngineFixture.open(
            apps: 1, settings: "retain: 1\n" + Self.settings, drop: Self.create,
            keys: ["password: { generate: password }", "old: { previous: password, or: \"\" }"],
            faults: ["422:post:times=1"],
            isStrict: true, change: { $0.keepsPuts = true }
        ) { shop async throws in
            #expect(try await shop.run().ending.tally.failed == 1)
            let list = try shop.write("now.csv", "app_id,password\n\(shop.apps[0]),adopted\n")
            _ = try await Adoption(store: shop.store).adopt("p", from: .csv(list), directory: shop.folder)
            let retried = try await shop.launcher().retry(
                "1", RetrySelection(statusCodes: [], errorKinds: [], regenerates: false))
            #expect(retried.ending.state == .succeeded)
            #expect(Set(await shop.server.state.puts.map { $0.values["password"] }).count == 1)
        }
    }
}
