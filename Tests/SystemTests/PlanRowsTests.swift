import Foundation
import Sandbox
import TestSupport
import Testing

/// What `plan validate`, `plan show` and `plan list` print: a row for each source, lists as arrays, and a total.
@Suite(.fewAtATime) struct PlanRowsTests {
    private static let app = "3c90c3cc-0d44-4b50-8888-8dd25736052a"

    private static let lookups = """
        version: 1
        plan: lookups
        secrets:
          - secret: a
            targets: { app_type: notebook_pipeline }
            keys: { k: { generate: token } }
          - secret: b
            targets: { app_names: [x, y] }
            keys: { k: { generate: token }, l: { literal: z } }
          - secret: c
            targets: { apps: [\(app)] }
            keys: { k: { generate: token } }

        """

    /// 40 targets of a list with a file each.
    private func writeFiles(_ program: Program) throws {
        let apps = (1...40).map { _ in UUID().uuidString.lowercased() }
        try program.write("apps.csv", "app_id,note\n" + apps.map { "\($0),x\n" }.joined())
        for app in apps { try program.write("\(app).env", "A=1\n") }
        try program.write(
            "files.yaml",
            """
            version: 1
            plan: files
            secrets:
              - secret: settings
                targets: { csv: apps.csv }
                keys_from: { dotenv: "${app_id}.env" }

            """)
    }

    private func lines(_ text: String) -> [[String]] {
        text.split(separator: "\n").map { $0.split(separator: " ").map(String.init) }
    }

    private func list(_ text: String) throws -> [[String: Any]] {
        try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [[String: Any]])
    }

    @Test("a file of keys is a row that says what it is, and the last line counts plans and targets")
    func files() async throws {
        let program = try Program()
        defer { program.remove() }
        try writeFiles(program)
        let validated = try await program.run("plan", "validate", "files.yaml")
        #expect(validated.code == 0 && validated.errors.isEmpty, "\(validated.errors)")
        #expect(
            lines(validated.output) == [
                ["FILE", "PLAN", "TARGETS", "SECRET", "KEY", "VALUE", "ENTROPY_BITS"],
                ["files.yaml", "files", "40", "settings", "all", "keys", "of", "dotenv", "${app_id}.env"],
                ["ok:", "1", "plan,", "40", "targets"],
            ])
        #expect(try await program.run("plan", "apply", "files.yaml").code == 0)
        let shown = lines(try await program.run("plan", "show", "files").output)
        #expect(shown.suffix(2).first == ["0", "settings", "all", "keys", "of", "dotenv", "${app_id}.env"])
        #expect(shown.last == ["ok:", "1", "plan,", "40", "targets"])
    }

    @Test("several files and entries have a row for each key, and what the API adds is said")
    func entries() async throws {
        let program = try Program()
        defer { program.remove() }
        try writeFiles(program)
        try program.write("lookups.yaml", Self.lookups)
        let validated = try await program.run("plan", "validate", "files.yaml", "lookups.yaml")
        let rows = lines(validated.output)
        let names = ["app_type", "notebook_pipeline,", "app_names", "(2)"]
        #expect(rows.count == 7)
        #expect(
            rows.dropFirst(2).prefix(4).map { Array($0.prefix(10)) }
                == [["a", "k"], ["b", "k"], ["b", "l"], ["c", "k"]].map {
                    ["lookups.yaml", "lookups", "1", "+"] + names + $0
                })
        let end = "and those that the API lists when a run starts\n"
        #expect(validated.output.hasSuffix("\nok: 2 plans, 41 targets, \(end)"), "\(validated.output)")
        #expect(try await program.run("plan", "apply", "lookups.yaml").code == 0)
        let shown = try await program.run("plan", "show", "lookups").output
        #expect(shown.hasSuffix("\nok: 1 plan, 1 target, \(end)"), "\(shown)")
    }

    @Test("targets of the database's table are counted once the plan is applied")
    func table() async throws {
        let program = try Program()
        defer { program.remove() }
        try program.write(
            "t.yaml", "version: 1\nplan: t\nsecrets:\n  - secret: a\n    keys: { k: { generate: token } }\n")
        let validated = try await program.run("plan", "validate", "t.yaml").output
        #expect(
            validated.hasSuffix("\nok: 1 plan, 0 targets, and the rows of the table targets when it is applied\n"),
            "\(validated)")
        #expect(try await program.run("init").code == 0)
        try await program.sqlite("INSERT INTO targets (plan, app_id, secret_name) VALUES ('t', '\(Self.app)', 'a')")
        #expect(try await program.run("plan", "apply", "t.yaml").code == 0)
        let shown = try await program.run("plan", "show", "t").output
        #expect(shown.hasSuffix("\nok: 1 plan, 1 target\n"), "\(shown)")

        try await program.sqlite(
            """
            INSERT INTO plans (name, definition) VALUES ('w',
            '{"secrets":[{"secret":"s","targets":{"apps":["\(Self.app)"]},"keys":{"k":{"generate":"token"}}}]}')
            """)
        let written = try await program.run("plan", "show", "w").output
        #expect(
            written.hasSuffix("\nok: 1 plan, 0 targets, and those that are counted when it is run or applied\n"),
            "\(written)")
    }

    @Test("lists are arrays for programs, and text side by side in CSV")
    func forms() async throws {
        let program = try Program()
        defer { program.remove() }
        try program.write("lookups.yaml", Self.lookups)
        #expect(try await program.run("plan", "apply", "lookups.yaml").code == 0)
        let expected = ["app_type notebook_pipeline", "app_names (2)"]
        let validated = try list(try await program.run("plan", "validate", "lookups.yaml", "-o", "json").output)
        #expect(validated.map { $0["targets_from_api"] as? [String] } == Array(repeating: expected, count: 4))
        #expect(validated.map { $0["entry"] as? Int } == [0, 1, 1, 2])
        #expect(validated.map { $0["secret"] as? String } == ["a", "b", "b", "c"])
        #expect(validated.map { $0["targets"] as? Int } == [1, 1, 1, 1])
        let plans = try list(try await program.run("plan", "list", "-o", "json").output)
        #expect(plans[0]["targets_from_api"] as? [String] == expected)
        let shown = try await program.run("plan", "show", "lookups", "-o", "json").output
        let plan = try JSONSerialization.jsonObject(with: Data(shown.utf8)) as? [String: Any]
        #expect(plan?["targets_from_api"] as? [String] == expected && plan?["hosts"] as? [String] == [])
        #expect((plan?["keys"] as? [[String: Any]])?.count == 4)
        for command in [["plan", "validate", "lookups.yaml"], ["plan", "show", "lookups"], ["plan", "list"]] {
            let yaml = try await program.run(command + ["-o", "yaml"]).output
            #expect(yaml.contains("- app_type notebook_pipeline\n"), "\(yaml)")
        }
        for command in [["plan", "validate", "lookups.yaml"], ["plan", "list"]] {
            let csv = try await program.run(command + ["-o", "csv"]).output
            #expect(csv.contains("\"app_type notebook_pipeline, app_names (2)\"\n"), "\(csv)")
            #expect(!csv.contains("ok:"), "only a table has the total")
        }
    }
}
