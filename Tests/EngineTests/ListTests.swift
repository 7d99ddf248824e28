import Engine
import Foundation
import Journal
import Model
import Sandbox
import TestSupport
import Testing

@testable import Rekey

/// Lists of targets as other stores export them: names for ids, a row for each key, cells that are empty.
@Suite(.fewAtATime) struct ListTests {
    private static let ids = (1...4).map { "00000000-0000-4000-8000-00000000000\($0)" }

    /// Four apps: billing, search, and two that are called twin.
    private func openShop(_ body: @Sendable @escaping (EngineFixture) async throws -> Void) async throws {
        try await EngineFixture.open(
            apps: 1,
            change: { configuration in
                configuration.apps = zip(Self.ids, ["billing", "search", "twin", "twin"]).map {
                    .init(id: $0, name: $1)
                }
            }, body)
    }

    private func plan(_ targets: String, _ keys: String, secret: String? = "db") -> String {
        """
        version: 1
        plan: p
        guard: off
        retain: 1
        secrets:
          - \(secret.map { "secret: \($0)\n    " } ?? "")targets: { \(targets) }
            \(keys)

        """
    }

    private func values(_ shop: EngineFixture, _ app: Int, _ secret: String = "db") async -> [String: String]? {
        await shop.server.state.values(SandboxTarget(app: Self.ids[app], secret: secret))
    }

    /// What applying says that is wrong.
    private func refusal(_ shop: EngineFixture, _ plan: String) async -> String {
        do {
            try await shop.apply(plan)
            return "it was applied"
        } catch {
            return "\(error)"
        }
    }

    @Test("a wide list: other names for the columns, apps by name, every other column a key, empty ones left out")
    func wide() async throws {
        try await openShop { shop async throws in
            try shop.write(
                "l.csv", "project,config,URL,TOKEN\nsearch,db,\"a,b\",t1\nbilling,db,c,\nbilling,mail,,t2\n")
            let plan = plan(
                "csv: l.csv, columns: { app_name: project, secret_name: config }",
                "keys_from: { columns: all, empty: skip }", secret: nil)
            #expect(try await shop.apply(plan).targets == 3)
            #expect(try await shop.apply(plan).kind == .unchanged)
            // A run has the database alone, and no value lies there in the clear.
            try FileManager.default.removeItem(atPath: shop.folder + "/l.csv")
            let result = try await shop.run()
            #expect(result.ending.state == .succeeded)
            #expect(try shop.rows(.runOutcomes).compactMap { $0["app_id"] } == [1, 0, 0].map { .text(Self.ids[$0]) })
            #expect(await values(shop, 1) == ["URL": "a,b", "TOKEN": "t1"])
            #expect(await values(shop, 0) == ["URL": "c"])
            #expect(await values(shop, 0, "mail") == ["TOKEN": "t2"])
        }
    }

    @Test("the long form: the rows of a target may stand anywhere, an id counts before a name")
    func long() async throws {
        try await openShop { shop async throws in
            let list =
                "App_ID;app;name;value\n\(Self.ids[0]);wrong;USER;u\n;search;USER;\"x;y\"\n\(Self.ids[0]);;PASS;p\n"
            try shop.write("l.csv", list + ";search;PASS;\n")
            let targets = "csv: l.csv, delimiter: \";\", columns: { app_id: App_ID, app_name: app }"
            let keys = "keys_from: { rows: { key: name, value: value }, EMPTY }\n    keys: { EXTRA: { literal: one } }"
            #expect(
                await refusal(shop, plan(targets, keys.replacing(", EMPTY", with: "")))
                    == "l.csv:5: the value of \"PASS\" is empty; write the value, or empty: skip or allowed under keys_from"
            )
            try await shop.apply(plan(targets, keys.replacing("EMPTY", with: "empty: skip")))
            #expect(try await shop.run().ending.state == .succeeded)
            #expect(await values(shop, 0) == ["USER": "u", "PASS": "p", "EXTRA": "one"])
            #expect(await values(shop, 1) == ["USER": "x;y", "EXTRA": "one"])

            try await shop.apply(plan(targets, keys.replacing("EMPTY", with: "empty: allowed")))
            #expect(try await shop.run().ending.state == .succeeded)
            #expect(await values(shop, 1) == ["USER": "x;y", "PASS": "", "EXTRA": "one"])

            try shop.write("l.csv", list + ";search;USER;z\n")
            let twice = "l.csv:5: \"search\"/db has the key \"USER\" twice, first on line 3; keep one of the rows"
            #expect(await refusal(shop, plan(targets, keys.replacing(", EMPTY", with: ""))) == twice)
        }
    }

    @Test("columns that are named, or that a key takes under another name, are no keys by themselves")
    func namedColumns() async throws {
        try await openShop { shop async throws in
            try shop.write("l.csv", "app_id,user,pw,note\n\(Self.ids[0]),u,p,n\n")
            for (keys, expected) in [
                ("keys_from: { columns: [user] }", ["user": "u"]),
                ("keys_from: { columns: all }", ["user": "u", "pw": "p", "note": "n"]),
                (
                    "keys_from: { columns: all }\n    keys: { password: { column: pw } }",
                    ["user": "u", "password": "p", "note": "n"]
                ),
                (
                    "keys_from: { columns: all }\n    keys: { note: { literal: mine }, url: { template: \"${user}@h\" } }",
                    ["user": "u", "pw": "p", "note": "mine", "url": "u@h"]
                ),
            ] {
                try await shop.apply(plan("csv: l.csv", keys))
                #expect(try await shop.run().ending.state == .succeeded)
                #expect(await values(shop, 0) == expected)
            }
        }
    }

    @Test("a run that was interrupted goes on with the values of its list, a changed value makes a revision")
    func resume() async throws {
        try await openShop { shop async throws in
            let plan = plan("csv: l.csv, columns: { app_name: app }", "keys_from: { columns: all }")
            try shop.write("l.csv", "app,k\nbilling,a\nsearch,b\n")
            try await shop.apply(plan)
            _ = try await shop.run { $0.limit = 1 }
            try shop.write("l.csv", "app,k\nbilling,a\nsearch,c\n")
            let change = try await shop.apply(plan)
            #expect(change.kind == .changed && change.changedColumns == 1 && change.addedTargets == 0)
            #expect(try await shop.launcher().resume(["1"]).results.map(\.ending.state) == [.succeeded])
            #expect(await values(shop, 1) == ["k": "b"])
            #expect(try await shop.run().ending.state == .succeeded)
            #expect(await values(shop, 1) == ["k": "c"])
            // What was there before is known for rows with names as for others.
            #expect(try await shop.launcher().rollBack("2").ending.state == .succeeded)
            #expect(await values(shop, 1) == ["k": "b"])
        }
    }

    @Test("names that no app or several have, and an app that is there twice, make no run")
    func names() async throws {
        try await openShop { shop async throws in
            let plan = plan("csv: l.csv, columns: { app_id: id, app_name: app }", "keys_from: { columns: all }")
            for (row, message) in [
                (",nobody,v", "the API does not list an app \"nobody\""),
                (
                    ",twin,v",
                    "several apps are called \"twin\": \(Self.ids[2]), \(Self.ids[3]); write its id in the list"
                ),
                (",billing,v\n\(Self.ids[0]),,v", "\(Self.ids[0])/db is in the plan twice"),
            ] {
                try shop.write("l.csv", "id,app,k\n\(row)\n")
                try await shop.apply(plan)
                do {
                    _ = try await shop.run()
                    Issue.record("it ran: \(row)")
                } catch {
                    #expect("\(error)".contains(message), "\(error)")
                }
            }
            #expect(try shop.rows(.runSummary).isEmpty)
            try shop.write("l.csv", "id,app,k\n,billing,v\n,billing,w\n")
            #expect(
                await refusal(shop, plan)
                    == "l.csv:3: \"billing\"/db is in the plan twice; name each secret of an app once")
        }
    }

    @Test(
        "what a list lacks is said with its line",
        arguments: [
            (
                "App_ID,k\nx,y", "csv: l.csv", "keys_from: { columns: all }",
                "l.csv:1: column \"app_id\" is missing: the header has \"App_ID\"; write it in the same case, or write "
                    + "columns: { app_id: App_ID } beside csv:"
            ),
            (
                "app,k\n,y", "csv: l.csv, columns: { app_name: app }", "keys_from: { columns: all }",
                "l.csv:2: the row does not name an app; write the app's id or its name"
            ),
            (
                "app_id,a b\nx,y", "csv: l.csv", "keys_from: { columns: all }",
                "l.csv:1: the column \"a b\" cannot be a key: "
            ),
            (
                "app_id,k,\nx,y,", "csv: l.csv", "keys_from: { columns: all }",
                "l.csv:1: a column has no name; name it, or remove it"
            ),
            (
                "app_id,k\nID,", "csv: l.csv", "keys_from: { columns: all, empty: skip }",
                "l.csv:2: no key has a value, so nothing would be sent"
            ),
            (
                "app_id,k\nID,****", "csv: l.csv", "keys_from: { columns: all }",
                "l.csv:2: the value of \"k\" looks like a mask"
            ),
            (
                "app_id,name,value\nID,a b,v", "csv: l.csv", "keys_from: { rows: { key: name, value: value } }",
                "l.csv:2: "
            ),
            (
                "app_id,name\nID,k", "csv: l.csv", "keys_from: { rows: { key: name, value: value } }",
                "l.csv:1: column \"value\", which keys_from names, is missing"
            ),
        ])
    func mistakes(list: String, targets: String, keys: String, message: String) async throws {
        try await openShop { shop async throws in
            try shop.write(
                "l.csv", list.replacing("ID", with: Self.ids[0], maxReplacements: list.contains("\nID") ? 9 : 0))
            let said = await refusal(shop, plan(targets, keys))
            #expect(said.hasPrefix(message), "\(said)")
        }
    }

    @Test(
        "what a job file cannot mean is said with its place",
        arguments: [
            ("apps: [ID], columns: { app_id: x }", "keys_from: { columns: all }", "columns is only for csv"),
            ("csv: l.csv, columns: { app_id: x, app_name: x }", "keys_from: { columns: all }", "\"x\" is named twice"),
            ("csv: l.csv, columns: {}", "keys_from: { columns: all }", "no column is named"),
            ("apps: [ID]", "keys_from: { columns: all }", "columns and rows need a CSV file"),
            (
                "csv: l.csv", "keys_from: { columns: some }",
                "\"some\" is not known here; write all, or a list of columns"
            ),
            ("csv: l.csv", "keys_from: { columns: [a, a] }", "\"a\" is listed twice"),
            ("csv: l.csv", "keys_from: { columns: all, empty: never }", "write skip or allowed"),
            ("csv: l.csv", "keys_from: { columns: all, json: x }", "keys_from needs exactly one source"),
            ("csv: l.csv", "keys_from: { rows: { key: a } }", "value is missing"),
            ("csv: l.csv", "keys_from: { rows: { key: a, value: a } }", "key and value are the same column"),
            (
                "csv: l.csv", "keys_from: { rows: { key: a, value: b } }\n    keys: { k: { column: c } }",
                "the list has a row for each key"
            ),
        ])
    func jobFileMistakes(targets: String, keys: String, message: String) async throws {
        try await openShop { shop async throws in
            let said = await refusal(shop, plan(targets.replacing("ID", with: Self.ids[0]), keys))
            #expect(said.contains(message) && said.contains(".yaml:"), "\(said)")
        }
    }
}
