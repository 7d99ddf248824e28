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

/// Present values that are read from a stand-in that reveals, instead of from a file.
@Suite(.fewAtATime) struct APIAdoptionTests {
    private static func plan(targets: String = "apps: [APPS]", settings: String = "", entry: String = "") -> String {
        """
        version: 1
        plan: p
        retain: 1
        limits: { rate: none }
        retry: { attempts: 2, base: 1ms, cap: 2ms, settle: 0s }
        stop: { canary: 0 }
        \(settings)
        secrets:
          - secret: db
            targets: { \(targets) }
            \(entry)
            keys:
              username: { keep: true }
              password: { generate: password }
        """
    }

    /// Every secret has a name of its own and the password `old`.
    private func open<R: Sendable>(
        apps: Int, plan: String = Self.plan(), faults: [String] = [],
        change: (inout SandboxConfiguration) -> Void = { _ in },
        _ body: @Sendable @escaping (EngineFixture) async throws -> R
    ) async throws -> R {
        try await EngineFixture.open(apps: apps, faults: faults, isStrict: true, change: change) { shop async throws in
            for app in 0..<apps {
                await shop.server.state.put(shop.target(app), ["username": "user-\(app)", "password": "old"])
            }
            try await shop.apply(plan)
            return try await body(shop)
        }
    }

    private func adopt(_ shop: EngineFixture) async throws -> (result: APIAdoption.Result, problems: [String]) {
        let problems = Mutex<[String]>([])
        var request = RunRequest()
        request.environment = [
            "NX1_HOST": shop.server.url, "NX1_API_KEY": "sandbox-psk", "HOME": shop.folder,
        ]
        let adoption = APIAdoption(store: shop.store, request: request, watch: RunWatch()) { problem in
            problems.withLock { $0.append(problem) }
        }
        let result = try await adoption.adopt("p")
        return (result, problems.withLock { $0 })
    }

    private func reveals(_ shop: EngineFixture) async -> Int {
        await shop.server.state.entries.filter { $0.path.hasSuffix("/reveal") }.count
    }

    private func auditedTargets(_ shop: EngineFixture) async throws -> [String] {
        try await DatabaseQueue(path: shop.store.journal.path).read { database in
            try String.fetchAll(database, sql: "SELECT app_id FROM audit WHERE action = 'reveal' AND plan = 'p'")
        }
    }

    @Test("one key of two is rotated for the first time, and the other stays as it was")
    func firstRotation() async throws {
        try await open(apps: 5) { shop async throws in
            let (result, problems) = try await adopt(shop)
            #expect(result.adopted == 5 && result.known == 0 && result.left == 0 && problems.isEmpty)
            #expect(try await shop.run().ending.state == .succeeded)
            for app in 0..<5 {
                let values = await shop.values(app)
                #expect(values["username"] == "user-\(app)" && values["password"] != "old")
            }
            #expect(try await auditedTargets(shop).sorted() == shop.apps.sorted())
            // What rekey wrote itself is known too.
            let again = try await adopt(shop).result
            #expect(again.adopted == 0 && again.known == 5 && again.run == nil)
            #expect(await reveals(shop) == 5)
        }
    }

    @Test("a rollback of the first run puts back what was read")
    func rollback() async throws {
        try await open(apps: 2) { shop async throws in
            _ = try await adopt(shop)
            #expect(try await shop.run().ending.state == .succeeded)
            #expect(try await shop.launcher().rollBack("2").ending.state == .succeeded)
            #expect(await shop.values(1) == ["username": "user-1", "password": "old"])
        }
    }

    @Test("masks, empty values and missing keys are refused by target, the others adopted, and only those read again")
    func refused() async throws {
        try await open(apps: 5) { shop async throws in
            let state = shop.server.state
            await state.put(shop.target(0), ["username": "****", "password": "old"])
            await state.put(shop.target(1), ["username": "", "password": "old"])
            await state.put(shop.target(2), ["password": "old"])
            let (result, problems) = try await adopt(shop)
            #expect(result.adopted == 2 && result.refused == 3 && result.left == 3 && result.stop == nil)
            for app in 0..<3 {
                #expect(problems.filter { $0.contains(shop.apps[app]) && $0.contains("username") }.count == 1)
            }
            #expect(try await auditedTargets(shop).count == 5)
            for app in 0..<3 { await state.put(shop.target(app), ["username": "svc", "password": "old"]) }
            let again = try await adopt(shop).result
            #expect(again.adopted == 3 && again.known == 2)
            #expect(await reveals(shop) == 8)
        }
    }

    @Test("where reveal is refused or missing, one message names the CSV way", arguments: [true, false])
    func unrevealed(isMissing: Bool) async throws {
        let plan = Self.plan(settings: "# one after the other").replacing(
            "rate: none", with: "rate: none, concurrency: 1")
        try await open(
            apps: 3, plan: plan, change: { if isMissing { $0.without = [.reveal] } else { $0.mayReveal = false } }
        ) { shop async throws in
            let (result, problems) = try await adopt(shop)
            let stop = try #require(result.stop)
            #expect(stop.description.contains("rekey adopt p --csv"), "\(stop)")
            #expect(problems.isEmpty && result.adopted == 0 && result.left == 3)
            if isMissing { #expect(await reveals(shop) == 1) }
            #expect(try await auditedTargets(shop).count == (isMissing ? 1 : 3))
        }
    }

    @Test("a secret that does not exist is named, unless the plan creates it", arguments: [true, false])
    func missing(isCreated: Bool) async throws {
        try await open(apps: 2, plan: Self.plan(entry: isCreated ? "create: missing" : "")) { shop async throws in
            await shop.server.state.remove(shop.target(0))
            let (result, problems) = try await adopt(shop)
            #expect(result.adopted == 1 && result.left == 1 && result.stop == nil)
            #expect(result.refused == (isCreated ? 0 : 1))
            #expect(problems.allSatisfy { $0.contains(shop.apps[0]) && $0.contains("404") })
        }
    }

    @Test("an app that forbids it fails its own target alone")
    func forbidden() async throws {
        try await open(apps: 3, faults: ["403:reveal:times=1"]) { shop async throws in
            let (result, problems) = try await adopt(shop)
            #expect(result.adopted == 2 && result.refused == 1 && result.stop == nil && problems.count == 1)
        }
    }

    @Test("after a batch was read, the last target alone that is forbidden is named")
    func lastForbidden() async throws {
        let count = APIAdoption.batchSize + 1
        try await open(apps: count, faults: ["403:reveal:skip=\(count - 1)"]) { shop async throws in
            let (result, problems) = try await adopt(shop)
            #expect(result.adopted == count - 1 && result.refused == 1 && result.stop == nil)
            #expect(problems.count == 1 && problems[0].contains(shop.apps[count - 1]))
        }
    }

    @Test("a passing failure is asked again, and one that stays ends the call, to be continued later")
    func outage() async throws {
        try await open(apps: 3, faults: ["503:reveal:times=2"]) { shop async throws in
            #expect(try await adopt(shop).result.adopted == 3)
        }
        try await open(apps: 3, faults: ["503:reveal"]) { shop async throws in
            let result = try await adopt(shop).result
            guard case .unreachable? = result.stop else {
                Issue.record("\(String(describing: result.stop))")
                return
            }
            await shop.server.state.cancelFaults()
            #expect(try await adopt(shop).result.adopted == 3)
        }
    }

    @Test("targets that only the API knows are looked up first")
    func lookedUp() async throws {
        for targets in ["app_names: [app-0, app-2]", "all: true"] {
            try await open(apps: 3, plan: Self.plan(targets: targets)) { shop async throws in
                #expect(try await adopt(shop).result.adopted == (targets.hasPrefix("all") ? 3 : 2))
                #expect(try await shop.run().ending.state == .succeeded)
                #expect(await shop.values(2)["username"] == "user-2")
            }
        }
    }

    @Test("the plan's pace holds")
    func pace() async throws {
        let plan = Self.plan().replacing("rate: none", with: "rate: 20/s, burst: 1")
        try await open(apps: 6, plan: plan) { shop async throws in
            let began = ContinuousClock.now
            #expect(try await adopt(shop).result.adopted == 6)
            #expect(began.duration(to: .now) >= .milliseconds(250))
        }
    }

    @Test(
        "values belong to the host where they were read, and a later outcome that is unknown makes them be read again")
    func superseded() async throws {
        try await open(apps: 1, plan: Self.plan(settings: "guard: off")) { shop async throws in
            _ = try await adopt(shop)
            let host = try await DatabaseQueue(path: shop.store.journal.path).read { database in
                try String.fetchOne(database, sql: "SELECT host FROM runs WHERE trigger = 'adopt'")
            }
            #expect(host?.contains("127.0.0.1") == true)
            await shop.server.state.order(try Fault(text: "cut-after:put:times=2"))
            #expect(try await shop.run().ending.tally.unknown == 1)
            #expect(try await adopt(shop).result.adopted == 1)
            #expect(try await shop.run().ending.state == .succeeded)
            #expect(await shop.values()["username"] == "user-0")
        }
    }
}
