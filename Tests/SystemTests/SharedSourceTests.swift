import Foundation
import Sandbox
import TestSupport
import Testing

/// What a run would refuse, `plan validate` and `check` say beforehand, for every target.
@Suite(.fewAtATime) struct SharedSourceTests {
    private static let apps = (1...3).map(AppNameTests.id)
    private static let dotenv = ("fixed.env", "A=1\n=broken\n", "fixed.env:2")
    private static let json = ("fixed.json", "{\"A\": [1]}", "fixed.json")

    @Test(
        "a broken file that all targets share",
        arguments: [
            (
                dotenv, "{ apps: [\(apps.joined(separator: ", "))] }",
                "keys: { password: { dotenv: fixed.env, name: A } }"
            ),
            (dotenv, "{ apps: [\(apps.joined(separator: ", "))] }", "keys_from: { dotenv: fixed.env }"),
            (dotenv, "{ app_names: [app-1, app-2, app-3] }", "keys_from: { dotenv: fixed.env }"),
            (json, "{ apps: [\(apps.joined(separator: ", "))] }", "keys: { password: { json: fixed.json, name: A } }"),
            (json, "{ all: true }", "keys_from: { json: fixed.json }"),
        ])
    func shared(file: (String, String, String), targets: String, keys: String) async throws {
        try await Sandboxed.run(change: { configuration in
            configuration.apps = (1...3).map { .init(id: AppNameTests.id($0), name: "app-\($0)") }
        }) { program, server async throws in
            try program.write(file.0, file.1)
            try program.write(
                "p.yaml",
                "version: 1\nplan: p\nguard: off\nsecrets:\n  - secret: db\n    targets: \(targets)\n    \(keys)\n")
            let validated = try await program.run("plan", "validate", "p.yaml")
            #expect(validated.code == 65 && validated.errors.contains("all targets: "), "\(validated.errors)")
            #expect(validated.errors.contains(file.2))
            #expect(try await program.run("plan", "apply", "p.yaml").code == 0)
            let check = try await program.run("check", "p", "-o", "csv")
            #expect(check.code == 65, "\(check.errors)")
            let rows = check.output.split(separator: "\n").dropFirst()
            #expect(
                rows.count == 3 && rows.allSatisfy { $0.contains(",source,") && $0.contains(file.2) }, "\(check.output)"
            )
            #expect(await server.state.appliedCount == 0)
        }
    }

    @Test("a file of each target is named once for each that lacks it")
    func ownFiles() async throws {
        try await Sandboxed.run { program, _ async throws in
            try program.write("\(Self.apps[0]).env", "A=1\n")
            try program.write(
                "p.yaml",
                """
                version: 1
                plan: p
                secrets:
                  - secret: db
                    targets: { apps: [\(Self.apps.joined(separator: ", "))] }
                    keys_from: { dotenv: "${app_id}.env" }
                """)
            let validated = try await program.run("plan", "validate", "p.yaml")
            #expect(validated.code == 65 && !validated.errors.contains("all targets"))
            for (index, app) in Self.apps.enumerated() {
                #expect(validated.errors.components(separatedBy: "\(app)/db: keys_from").count == (index == 0 ? 1 : 2))
            }
        }
    }

    @Test("a value of a file that a key replaces is not looked at, but it is where no key replaces it")
    func replaced() async throws {
        try await Sandboxed.run { program, _ async throws in
            try program.write("f.env", "A=1\nB=\n")
            let plan = { (second: String) in
                """
                version: 1
                plan: p
                guard: off
                secrets:
                  - secret: one
                    targets: { apps: [\(Self.apps[0])] }
                    keys_from: { dotenv: f.env }
                    keys: { B: { literal: mine } }
                  - secret: two
                    targets: { apps: [\(Self.apps[0])] }
                    keys_from: { dotenv: f.env }
                    keys: { \(second): { literal: mine } }
                """
            }
            try program.write("p.yaml", plan("B"))
            let validated = try await program.run("plan", "validate", "p.yaml")
            #expect(validated.code == 0, "\(validated.errors)")
            #expect(try await program.run("plan", "apply", "p.yaml").code == 0)
            #expect(try await program.run("run", "p").code == 0)
            try program.write("p.yaml", plan("C"))
            let wrong = try await program.run("plan", "validate", "p.yaml")
            #expect(wrong.code == 65 && wrong.errors.contains("the value of \"B\" is empty"), "\(wrong.errors)")
        }
    }
}
