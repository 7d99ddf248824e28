import Engine
import Foundation
import GRDB
import Model
import Sandbox
import Secrets
import TestSupport
import Testing
import Values

@testable import Journal
@testable import Rekey

/// What stands on the values of earlier runs: keep, previous, rollback, restore, reveal, adopt.
@Suite(.fewAtATime) struct VersionTests {
    private static let quick =
        "retry: { attempts: 2, base: 5ms, cap: 20ms, settle: 0s }\nlimits: { rate: none }\nstop: { canary: 0 }"

    private static func plan(_ keys: [String], retain: Int = 1, more: String = "") -> String {
        """
        version: 1
        plan: p
        retain: \(retain)
        \(quick)
        \(more)
        secrets:
          - secret: db
            targets: { apps: [APPS] }
            keys:
              \(keys.joined(separator: "\n      "))
        """
    }

    private static let five = [
        "a: { generate: token }", "b: { generate: token }", "c: { generate: token }", "d: { generate: token }",
        "password: { generate: password }",
    ]

    @Test("one key of five is rotated and the other four stay as they are")
    func keep() async throws {
        try await EngineFixture.open(apps: 3) { shop async throws in
            try await shop.apply(Self.plan(Self.five))
            #expect(try await shop.run().ending.state == .succeeded)
            let before = await shop.values()
            let kept = ["a", "b", "c", "d"].map { "\($0): { keep: true }" }
            try await shop.apply(Self.plan(kept + ["password: { generate: password }"]))
            #expect(try await shop.run().ending.state == .succeeded)
            let after = await shop.values()
            #expect(Set(after.keys) == Set(before.keys) && before.count == 5)
            for key in ["a", "b", "c", "d"] { #expect(after[key] == before[key]) }
            #expect(after["password"] != before["password"])
        }
    }

    @Test("the old value and the new one lie side by side, and `or` stands in where there is no old one")
    func previous() async throws {
        try await EngineFixture.open(apps: 1) { shop async throws in
            let keys = ["password: { generate: password }", "old: { previous: password, or: \"\" }"]
            try await shop.apply(Self.plan(keys))
            _ = try await shop.run()
            let first = await shop.values()
            #expect(first["old"]?.isEmpty == true)
            _ = try await shop.run()
            let second = await shop.values()
            #expect(second["old"] == first["password"] && second["password"] != first["password"])
        }
    }

    @Test("what no target has makes no run, and says what to do")
    func unknown() async throws {
        try await EngineFixture.open(apps: 1) { shop async throws in
            for key in ["password: { keep: true }", "password: { previous: other }"] {
                try await shop.apply(Self.plan([key]))
                let refusal = await #expect(throws: StartRefusal.self) { try await shop.run() }
                #expect(refusal?.description.contains("`rekey adopt p`") == true)
            }
            #expect(await shop.server.state.requestCount == 0)
        }
    }

    @Test("keep stands on nothing while it is open what the secret has")
    func unsettled() async throws {
        try await EngineFixture.open(apps: 1) { shop async throws in
            try await shop.apply(Self.plan(["password: { generate: password }"]))
            _ = try await shop.run()
            await shop.server.state.order(try Fault(text: "cut-after:put:times=2"))
            #expect(try await shop.run().ending.tally.unknown == 1)
            try await shop.apply(Self.plan(["password: { keep: true }", "more: { literal: x }"]))
            let blocked = await #expect(throws: StartRefusal.self) { try await shop.run() }
            #expect(blocked?.description.contains("it is unknown whether the last write (run 2) succeeded") == true)
            #expect(
                try await shop.launcher().retry(
                    "2", RetrySelection(statusCodes: [], errorKinds: [], regenerates: false)
                )
                .ending.state == .succeeded)
            let settled = await shop.values()
            #expect(try await shop.run().ending.state == .succeeded)
            #expect(await shop.values() == settled.merging(["more": "x"]) { $1 })
        }
    }

    @Test("a rollback puts back what was there before a run, whatever keys that run brought")
    func rollback() async throws {
        try await EngineFixture.open(apps: 4) { shop async throws in
            try await shop.apply(Self.plan(["password: { generate: password }"]))
            _ = try await shop.run()
            var before: [[String: String]] = []
            for app in 0..<4 { before.append(await shop.values(app)) }
            try await shop.apply(Self.plan(["password: { generate: password }", "extra: { generate: token }"]))
            _ = try await shop.run()
            let undone = try await shop.launcher().rollBack("2")
            #expect(undone.ending.state == .succeeded && undone.ending.tally.items == 4)
            for app in 0..<4 { #expect(await shop.values(app) == before[app]) }
            // Before its first run nobody knows what a secret had.
            let first = try await shop.launcher().rollBack("1")
            #expect(first.ending.tally.failed == 4 && first.ending.tally.attempts == 0)
        }
    }

    @Test("a restore puts back what rekey wrote after somebody else changed it")
    func restore() async throws {
        try await EngineFixture.open(apps: 2) { shop async throws in
            try await shop.apply(Self.plan(["password: { generate: password }"]))
            _ = try await shop.run()
            let written = await shop.values()
            await shop.server.state.put(SandboxTarget(app: shop.apps[0], secret: "db"), ["password": "by hand"])
            let restored = try await shop.launcher().restore("p")
            #expect(restored.ending.state == .succeeded)
            #expect(await shop.values() == written)
        }
    }

    @Test("so many versions stay as the plan retains, and none with retain: 0", arguments: [0, 1, 3])
    func retain(count: Int) async throws {
        try await EngineFixture.open(apps: 2) { shop async throws in
            try await shop.apply(Self.plan(["password: { generate: password }"], retain: count))
            for _ in 0..<6 { _ = try await shop.run() }
            let target = Target(app: try AppID(shop.apps[0]), secret: try SecretName("db"))
            let versions = try await shop.store.journal.versions(of: target)
            // The present version, and so many before it.
            #expect(versions.map(\.runID) == (count == 0 ? [] : Array((6 - Int64(count)...6).reversed())))
            let revelation = RetainedValues(store: shop.store)
            if count > 0 {
                let latest = try await revelation.version(of: target, run: nil, key: nil)
                let values = try await revelation.values(of: latest, target)
                let password = await shop.values()["password"] ?? ""
                #expect(latest.runID == 6 && values.map(\.key.text) == ["password"])
                #expect(values[0].value == .init(utf8: password))
            } else {
                await #expect(throws: RequestError.self) {
                    try await revelation.version(of: target, run: nil, key: nil)
                }
            }
            for run in 1...6 as ClosedRange<Int64> {
                let isOpen = try await shop.store.journal.run(id: run).dataKey != nil
                #expect(isOpen == versions.contains { $0.runID == run }, "run \(run)")
            }
            #expect(try await shop.store.journal.sealedValueCount() == versions.count * 2)
        }
    }

    @Test("a plan that retains nothing leaves no stale version of another's behind")
    func stale() async throws {
        try await EngineFixture.open(apps: 1) { shop async throws in
            try await shop.apply(Self.plan(["password: { generate: password }"], retain: 2))
            _ = try await shop.run()
            _ = try await shop.run()
            try await shop.apply(Self.plan(["password: { generate: password }"], retain: 0))
            _ = try await shop.run()
            #expect(try await shop.store.journal.sealedValueCount() == 0)
            try await shop.apply(Self.plan(["password: { keep: true }"], retain: 1))
            await #expect(throws: StartRefusal.self) { try await shop.run() }
        }
    }

    @Test("with retain: 0 no sealed value is left in the database, its log or its free pages")
    func nothingLeft() async throws {
        try await EngineFixture.open(apps: 8) { shop async throws in
            try await shop.apply(Self.plan(["password: { generate: password }"], retain: 0, more: "guard: off"))
            await shop.server.state.order(try Fault(text: "422:put:times=4"))
            _ = try await shop.run()
            // The sealed values of what failed are there until the retry has sent them.
            let sealed = try await shop.store.journal.sealedValues()
            #expect(sealed.count == 4)
            let files = ["/r.db", "/r.db-wal"].map { shop.folder + $0 }
            let content = { files.map { FileManager.default.contents(atPath: $0) ?? Data() } }
            for value in sealed { #expect(content().contains { $0.firstRange(of: value) != nil }) }
            _ = try await shop.launcher().retry(
                "1", RetrySelection(statusCodes: [], errorKinds: [], regenerates: false))
            for value in sealed { #expect(content().allSatisfy { $0.firstRange(of: value) == nil }) }
            #expect(try await shop.store.journal.run(id: 1).dataKey == nil)
        }
    }

    @Test("adopted values are what keep stands on, and nothing is sent for them")
    func adopt() async throws {
        try await EngineFixture.open(apps: 2) { shop async throws in
            try await shop.apply(Self.plan(["a: { keep: true }", "b: { generate: token }"]))
            let adoption = Adoption(store: shop.store)
            try shop.write("now.csv", "app_id,a,b\n\(shop.apps[0]),one,x\n\(shop.apps[1]),two,\n")
            let result = try await adoption.adopt("p", from: .csv("now.csv"), directory: shop.folder)
            #expect(result.adopted == 2 && result.left == 0)
            #expect(await shop.server.state.requestCount == 0)
            _ = try await shop.run()
            #expect(await [shop.values(0)["a"], shop.values(1)["a"]] == ["one", "two"])

            let path = try TargetText("now/${app_id}.env")
            for kind in [ValueFile.Form.dotenv, .json] {
                let files = Adoption.Source.files(ValueFile(form: kind, path: path))
                await #expect(throws: AdoptionError.self) {
                    try await adoption.adopt("p", from: files, directory: shop.folder)
                }
            }
            try FileManager.default.createDirectory(
                atPath: shop.folder + "/now", withIntermediateDirectories: true)
            for app in shop.apps { try shop.write("now/\(app).env", "a='of \(app)'\n") }
            _ = try await adoption.adopt(
                "p", from: .files(ValueFile(form: .dotenv, path: path)), directory: shop.folder)
            _ = try await shop.run()
            #expect(await shop.values(1)["a"] == "of \(shop.apps[1])")
        }
    }

    @Test(
        "what cannot be adopted is refused with its place, and nothing is kept",
        arguments: [
            ("app_id,b\nAPP,x\n", ":2: \"a\" is missing, but the plan needs it"),
            ("app_id,a\nAPP,****\n", ":2: the value of \"a\" looks like a mask"),
            ("app_id,a\n00000000-0000-4000-8000-000000000000,x\n", ":2: 00000000-0000-4000-8000-000000000000/db is no"),
            ("app_id,a\nAPP,x\nAPP,y\n", ":3: APP/db is listed twice"),
        ])
    func adoptMistakes(list: String, message: String) async throws {
        try await EngineFixture.open(apps: 1) { shop async throws in
            try await shop.apply(Self.plan(["a: { keep: true }"]))
            try shop.write("now.csv", list.replacing("APP", with: shop.apps[0]))
            do {
                _ = try await Adoption(store: shop.store).adopt("p", from: .csv("now.csv"), directory: shop.folder)
                Issue.record("it was adopted")
            } catch {
                #expect("\(error)".contains(message.replacing("APP", with: shop.apps[0])), "\(error)")
            }
            #expect(try shop.rows(.runSummary).isEmpty)
            #expect(try await shop.store.journal.sealedValueCount() == 0)
        }
    }
}

extension Journal {
    fileprivate func sealedValues() throws -> [Data] {
        try read { database in
            try Data.fetchAll(database, sql: "SELECT sealed FROM item_values WHERE sealed IS NOT NULL")
        }
    }

    fileprivate func sealedValueCount() throws -> Int { try sealedValues().count }
}
