import Engine
import Foundation
import Journal
import Model
import Sandbox
import TestSupport
import Testing

@testable import Rekey

/// Values that come from elsewhere, and targets that only the API knows.
@Suite(.fewAtATime) struct SourceTests {
    private static let head = """
        version: 1
        plan: p
        retry: { attempts: 2, base: 5ms, cap: 20ms }
        limits: { rate: none }
        stop: { canary: 0, failures: 100% }
        secrets:
          - secret: db

        """

    private func openShop(
        apps: Int = 2, _ body: @Sendable @escaping (EngineFixture) async throws -> Void
    ) async throws {
        try await EngineFixture.open(apps: apps, body)
    }

    @Test("columns of a list are sealed when the plan is applied, and change it when they change")
    func columns() async throws {
        try await openShop { shop async throws in
            let plan =
                Self.head
                + "    targets: { csv: list.csv }\n    keys: { k: { column: pw }, t: { template: \"<${k}>\" } }\n"
            try shop.write("list.csv", "app_id,pw,note\n\(shop.apps[0]),marker-one,\n\(shop.apps[1]),marker-two,\n")
            #expect(try await shop.apply(plan).kind == .changed)
            #expect(try await shop.apply(plan).kind == .unchanged)
            for file in ["/r.db", "/r.db-wal"] {
                let bytes = FileManager.default.contents(atPath: shop.folder + file) ?? Data()
                #expect(bytes.firstRange(of: Data("marker-".utf8)) == nil)
            }
            // The list may go: a run reads the database alone.
            try FileManager.default.removeItem(atPath: shop.folder + "/list.csv")
            #expect(try await shop.run().ending.state == .succeeded)
            #expect(await shop.values(0) == ["k": "marker-one", "t": "<marker-one>"])
            #expect(await shop.values(1)["k"] == "marker-two")

            try shop.write("list.csv", "app_id,pw\n\(shop.apps[0]),marker-one\n\(shop.apps[1]),marker-three\n")
            let change = try await shop.apply(plan)
            #expect(change.kind == .changed && change.changedColumns == 1)
            #expect(try await shop.run().ending.state == .succeeded)
            #expect(await shop.values(1)["k"] == "marker-three")
        }
    }

    @Test("a run that began with one list goes on with it after another was applied")
    func pinnedColumns() async throws {
        try await openShop { shop async throws in
            let plan = Self.head + "    targets: { csv: list.csv }\n    keys: { k: { column: pw } }\n"
            try shop.write("list.csv", "app_id,pw\n\(shop.apps[0]),a\n\(shop.apps[1]),b\n")
            try await shop.apply(plan)
            _ = try await shop.run { $0.limit = 1 }
            try shop.write("list.csv", "app_id,pw\n\(shop.apps[0]),c\n\(shop.apps[1]),d\n")
            try await shop.apply(plan)
            #expect(try await shop.launcher().resume(["1"]).results.map(\.ending.state) == [.succeeded])
            #expect(await shop.values(1)["k"] == "b")
            _ = try await shop.run()
            #expect(await shop.values(1)["k"] == "d")
        }
    }

    @Test(
        "a list that lacks what a key needs is refused with its line",
        arguments: [
            ("app_id\nAPP\n", "list.csv:1: column \"pw\", which a key takes, is missing"),
            ("app_id,pw\nAPP,\n", "list.csv:2: the column \"pw\" is empty"),
            ("app_id,pw\nAPP,****\n", "list.csv:2: the value of \"pw\" looks like a mask"),
        ])
    func columnMistakes(list: String, message: String) async throws {
        try await openShop(apps: 1) { shop async throws in
            try shop.write("list.csv", list.replacing("APP", with: shop.apps[0]))
            do {
                try await shop.apply(
                    Self.head + "    targets: { csv: list.csv }\n    keys: { k: { column: pw } }\n")
                Issue.record("it was applied")
            } catch {
                #expect("\(error)".contains(message), "\(error)")
            }
        }
    }

    @Test("whole key sets and single keys come from dotenv and JSON files, a key's own source wins")
    func files() async throws {
        try await openShop { shop async throws in
            for (index, app) in shop.apps.enumerated() {
                try shop.write("\(app).env", "A=\(index)\nexport B=\"two\\nlines\"\nPW=old\n")
                try shop.write("\(app)-db.json", "{\"x\": \"\\u00e9\\ud83d\\ude00\", \"y\": \"2\"}")
            }
            try await shop.apply(
                Self.head + """
                        targets: { apps: [APPS] }
                        keys_from: { dotenv: "${app_id}.env" }
                        keys:
                          PW: { generate: password }
                          x: { json: "${app_id}-${secret}.json" }
                          renamed: { json: "${app_id}-${secret}.json", name: y }
                          all: { template: "${A}/${renamed}" }

                    """)
            #expect(try await shop.run().ending.state == .succeeded)
            let values = await shop.values(1)
            #expect(values["A"] == "1" && values["B"] == "two\nlines" && values["x"] == "é😀")
            #expect(values["renamed"] == "2" && values["all"] == "1/2" && values["PW"]?.count == 32)
            #expect(Set(values.keys) == ["A", "B", "PW", "x", "renamed", "all"])
        }
    }

    @Test(
        "what is no value fails its item with the key's name, unless the key allows it",
        arguments: [
            ("k: { file: f, EXTRA }", "", "empty: allowed"),
            ("k: { dotenv: f, name: A, EXTRA }", "A=\n", "empty: allowed"),
            ("k: { json: f, name: A, EXTRA }", "{\"A\":\"\"}", "empty: allowed"),
            ("k: { file: f, EXTRA }", "ENC[x]", "raw: allowed"),
            ("k: { dotenv: f, name: A, EXTRA }", "A=${B}", "raw: allowed"),
            ("k: { command: [cat, f], EXTRA }", "op://a/b", "raw: allowed"),
        ])
    func noValue(key: String, content: String, allowance: String) async throws {
        try await openShop(apps: 1) { shop async throws in
            try shop.write("f", content)
            func apply(_ extra: String) async throws {
                let text = key.replacing(extra.isEmpty ? ", EXTRA" : "EXTRA", with: extra)
                try await shop.apply(Self.head + "    targets: { apps: [APPS] }\n    keys: { \(text) }\n")
            }
            try await apply("")
            let error: String
            if key.contains("command") {
                #expect(try await shop.run().ending.tally.failed == 1)
                error = try shop.errors(run: 1)[0]
                #expect(try shop.kinds().first == "source")
            } else {
                // What can be read without calling a program is known before a run is made.
                error = try await "\(#require(throws: StartRefusal.self) { try await shop.run() })"
            }
            #expect(error.contains("k") && error.contains(allowance), "\(error)")
            try await apply(allowance)
            #expect(try await shop.run().ending.tally.succeeded == 1)
        }
    }

    @Test("white space goes off where the key says so, and a column is trimmed too")
    func trimmed() async throws {
        try await openShop(apps: 1) { shop async throws in
            try shop.write("f", " \tx\r\n")
            try shop.write("list.csv", "app_id;pw\n\(shop.apps[0]); y \n;\n")
            try await shop.apply(
                Self.head + """
                        targets: { csv: list.csv, delimiter: ";" }
                        keys: { a: { file: f }, b: { file: f, trim: true }, c: { column: pw, trim: true }, d: { column: pw } }

                    """)
            #expect(try await shop.run().ending.state == .succeeded)
            #expect(await shop.values(0) == ["a": " \tx\r\n", "b": "x", "c": "y", "d": " y "])
        }
    }

    @Test("a file that is missing or wrong fails its item alone, with the line, and a retry reads it again")
    func missing() async throws {
        try await openShop(apps: 3) { shop async throws in
            try shop.write("\(shop.apps[0]).env", "A=1\n")
            try shop.write("\(shop.apps[1]).env", "A=1\nnonsense\n")
            let plan = Self.head + "    targets: { apps: [APPS] }\n    keys_from: { dotenv: \"${app_id}.env\" }\n"
            try await shop.apply(plan)
            let inspection = try PlanInspection(path: shop.folder + "/p.yaml")
            #expect(inspection.missingSources.count == 2)
            #expect(inspection.missingSources.contains { $0.contains("\(shop.apps[1]).env:2: this is not a line") })
            let result = try await shop.run()
            #expect(result.ending.tally.succeeded == 1 && result.ending.tally.failed == 2)
            #expect(try shop.errors(run: 1).contains { $0.contains("cannot be read") })
            for app in shop.apps { try shop.write("\(app).env", "A=2\n") }
            let again = try await shop.launcher().retry(
                "1", RetrySelection(statusCodes: [], errorKinds: [], regenerates: false))
            #expect(again.ending.state == .succeeded)
            #expect(await shop.values(2) == ["A": "2"])
        }
    }

    @Test("programs give values: no shell, no credentials of ours, a newline less but for PEM text")
    func command() async throws {
        try await openShop(apps: 20) { shop async throws in
            try shop.writeScript("value", "env > env.txt; printf '%s|%s\\n' \"$1\" \"$2\"\n")
            try await shop.apply(
                Self.head + """
                        targets: { apps: [APPS] }
                        keys:
                          k: { command: [./value, "$HOME `id`", "${app_id}"] }
                          n: { command: [printf, "no newline"] }
                          pem: { command: [printf, "%b", '-----BEGIN KEY-----\\nx\\n-----END KEY-----\\n'] }

                    """)
            setenv("NX1_TEST_ONLY", "marker", 1)
            #expect(try await shop.run().ending.state == .succeeded)
            unsetenv("NX1_TEST_ONLY")
            #expect(
                await shop.values(19) == [
                    "k": "$HOME `id`|\(shop.apps[19])", "n": "no newline",
                    "pem": "-----BEGIN KEY-----\nx\n-----END KEY-----\n",
                ])
            #expect(try !shop.read("env.txt").contains("NX1_"))
        }
    }

    @Test(
        "a program that gives no value fails the item and its output is kept nowhere",
        arguments: [
            ("echo marker; exit 3", "./value ended with exit code 3"), ("true", "./value wrote nothing"),
            ("echo marker; sleep 60", "./value did not end within 1 s"), ("kill -9 $$", "./value ended with signal 9"),
            ("echo '****'", "looks like a mask"), ("head -c 2000000 /dev/zero", "./value wrote over 1 MiB"),
        ])
    func commandFails(script: String, message: String) async throws {
        try await openShop(apps: 1) { shop async throws in
            let timeout = script.contains("sleep") ? "1s" : "1m"
            try shop.writeScript("value", script)
            try await shop.apply(
                Self.head
                    + "    targets: { apps: [APPS] }\n    keys: { k: { command: [./value], timeout: \(timeout) } }\n")
            let result = try await shop.run()
            #expect(result.ending.tally.failed == 1)
            let error = try shop.errors(run: 1)[0]
            #expect(error.contains(message) && !error.contains("marker"), "\(error)")
            #expect(try shop.kinds() == ["source"])
            #expect(await shop.server.state.entries.allSatisfy { $0.target == nil })
        }
    }

    @Test("programs are called for items that are wanted, not for all of a plan")
    func noFurther() async throws {
        try await openShop(apps: 30) { shop async throws in
            try shop.writeScript("value", "echo called >> calls.txt; echo v\n")
            try await shop.apply(
                Self.head + "    targets: { apps: [APPS] }\n    keys: { k: { command: [./value] } }\n")
            _ = try await shop.run { $0.limit = 3 }
            #expect(try shop.read("calls.txt").split(separator: "\n").count == 3)
            #expect(try await shop.launcher().resume().results.map(\.ending.state) == [.succeeded])
            #expect(try shop.read("calls.txt").split(separator: "\n").count == 30)
        }
    }

    @Test("apps are looked up by name, by type, or all, when a run starts")
    func lookup() async throws {
        let ids = (0..<4).map { _ in UUID().uuidString.lowercased() }
        try await EngineFixture.open(
            apps: 1,
            change: { configuration in
                configuration.apps = [
                    .init(id: ids[0], name: "billing"), .init(id: ids[1], name: "search", type: "notebook_pipeline"),
                    .init(id: ids[2], name: "mail", type: "notebook_pipeline"), .init(id: ids[3], name: "post"),
                ]
            }
        ) { shop async throws in
            let keys = "    keys: { k: { template: \"x\" }, name: { file: \"${app_name}.txt\" } }\n"
            for name in ["billing", "search", "mail", "post"] { try shop.write("\(name).txt", "of \(name)") }
            for (targets, expected) in [
                ("app_names: [search, billing]", [ids[1], ids[0]]), ("app_type: notebook_pipeline", [ids[1], ids[2]]),
                ("all: true", ids),
            ] {
                #expect(try await shop.apply(Self.head + "    targets: { \(targets) }\n" + keys).targets == 0)
                let result = try await shop.run()
                #expect(result.ending.state == .succeeded)
                let sent = try shop.rows(.runOutcomes).filter { $0["run"] == .integer(result.run) }
                #expect(sent.compactMap { $0["app_id"] } == expected.map { .text($0) })
            }
            let values = await shop.server.state.values(SandboxTarget(app: ids[2], secret: "db"))
            #expect(values?["name"] == "of mail")

            for (targets, message) in [
                ("app_names: [nobody]", "the API does not list an app \"nobody\""),
                ("app_type: full_pipeline", "no app of the type full_pipeline"),
            ] {
                try await shop.apply(Self.head + "    targets: { \(targets) }\n" + keys)
                do {
                    _ = try await shop.run()
                    Issue.record("it ran")
                } catch {
                    #expect("\(error)".contains(message), "\(error)")
                }
            }
            #expect(try shop.rows(.runSummary).count == 3)
        }
    }

    @Test("a name that is not one app's alone, or that no path or argument may have, stands for no app")
    func appNames() async throws {
        let names = [
            "billing", "Billing", "search", "-x", "--version", "..", "../search", "a/b", "evil\u{1B}]52;c;eA==\u{7}",
            "",
            "näme", "a b", "sandbox-psk",
        ]
        let ids = names.map { _ in UUID().uuidString.lowercased() }
        try await EngineFixture.open(
            apps: 1, change: { $0.apps = zip(ids, names).map { .init(id: $0, name: $1) } }
        ) { shop async throws in
            for name in ["billing", "Billing", "search", "a b"] { try shop.write("of-\(name)", "of \(name)") }
            for key in ["file: \"of-${app_name}\"", "command: [/bin/echo, \"${app_name}\"]"] {
                try await shop.apply(
                    "version: 1\nplan: p\nstop: { canary: 0, failures: 100% }\nsecrets:\n  - secret: db\n"
                        + "    targets: { all: true }\n    keys: { k: { \(key) } }\n")
                let result = try await shop.run()
                let rows = try shop.rows(.runOutcomes).filter { $0["run"] == .integer(result.run) }
                #expect(rows.filter { $0["state"] == .text("succeeded") }.map { $0["app_id"] } == [.text(ids[2])])
                #expect(rows.count { $0["error_kind"] == .text("source") } == names.count - 1)
                for error in try shop.errors(run: result.run) {
                    #expect(error.contains("${app_name} is not known for app"))
                    #expect(!error.contains("\u{1B}") && !error.contains("sandbox-psk"))
                }
            }
            try await shop.apply(
                Self.head + "    targets: { app_names: [billing, \"a b\"] }\n    keys: { k: { literal: x } }\n")
            #expect(try await shop.run().ending.state == .succeeded)
        }
    }

    @Test("several apps of one name are told apart by their ids")
    func doubledName() async throws {
        let ids = (0..<2).map { _ in UUID().uuidString.lowercased() }
        try await EngineFixture.open(apps: 1, change: { $0.apps = ids.map { .init(id: $0, name: "mail") } }) {
            shop async throws in
            try await shop.apply(Self.head + "    targets: { app_names: [mail] }\n    keys: { k: { literal: x } }\n")
            do {
                _ = try await shop.run()
                Issue.record("it ran")
            } catch {
                #expect("\(error)".contains("several apps are called \"mail\": \(ids[0]), \(ids[1])"), "\(error)")
            }
        }
    }

    @Test("a secret's name is no option of a program and no way out of a folder", arguments: ["--help", "-x", ".env"])
    func secretNames(name: String) async throws {
        try await EngineFixture.open(apps: 1) { shop async throws in
            try shop.write("of\(name)", "x")
            for key in ["command: [/bin/echo, \"${secret}\"]", "file: \"of${secret}\""] {
                try await shop.apply(
                    "version: 1\nplan: p\nsecrets:\n  - secret: \"\(name)\"\n    targets: { apps: [APPS] }\n"
                        + "    keys: { k: { \(key) } }\n")
                // The arguments of a program are made for each item; a path is looked at before.
                if key.hasPrefix("command") {
                    let run = try await shop.run()
                    #expect(try shop.errors(run: run.run).allSatisfy { $0.contains("cannot stand for ${secret}") })
                    #expect(run.ending.tally.failed == 1)
                } else {
                    let refusal = await #expect(throws: StartRefusal.self) { try await shop.run() }
                    #expect(refusal?.description.contains("cannot stand for ${secret}") == true)
                }
            }
            #expect(await shop.puts().isEmpty)
        }
    }

    @Test("the same target by id and by name is refused before anything is sent")
    func lookedUpTwice() async throws {
        let id = UUID().uuidString.lowercased()
        try await EngineFixture.open(apps: 1, change: { $0.apps = [.init(id: id, name: "billing")] }) {
            shop async throws in
            try await shop.apply(
                Self.head + "    targets: { app_names: [billing] }\n    keys: { k: { literal: x } }\n"
                    + "  - secret: db\n    targets: { apps: [\(id)] }\n    keys: { k: { literal: x } }\n")
            await #expect(throws: TargetError.self) { try await shop.run() }
            #expect(await shop.puts().isEmpty)
        }
    }
}
