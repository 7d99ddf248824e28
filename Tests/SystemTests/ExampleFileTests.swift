import Foundation
import Sandbox
import TestSupport
import Testing

/// The job files that `init` offers, and the list of apps that says what to write into them.
@Suite(.fewAtATime) struct ExampleFileTests {
    private static let app = "3c90c3cc-0d44-4b50-8888-8dd25736052a"

    @Test(
        "each example is valid and runs as it is, where the API has the secret",
        arguments: [
            ("api-token", ["user", "token", "header"]), ("quarterly", ["user", "token"]),
            ("csv", ["username", "password", "session_key"]), ("dotenv", ["DATABASE_URL", "SMTP_PASSWORD"]),
        ])
    func example(name: String, keys: [String]) async throws {
        try await Sandboxed.run(change: { $0.keepsPuts = true }) { program, server async throws in
            let made = try await program.run("init", "--example", name)
            #expect(made.code == 0 && made.output.contains("created \(name).yaml\n"))
            #expect(made.output.contains("Next: edit it, then rekey plan validate \(name).yaml"))
            #expect(try await program.run("plan", "validate", "\(name).yaml").code == 0)
            #expect(try await program.run("plan", "apply", "\(name).yaml").code == 0)
            let ending = try await program.run("run", name)
            #expect(ending.code == 0, "\(ending.errors)")
            let put = try #require(await server.state.puts.first { $0.target.app == Self.app })
            #expect(Set(put.values.keys) == Set(keys))
        }
    }

    @Test("the database's example is valid, with its programs beside it")
    func postgres() async throws {
        let program = try Program()
        defer { program.remove() }
        #expect(try await program.run("init", "--example", "postgres", "--to", "jobs/billing.yaml").code == 0)
        #expect(try await program.run("plan", "validate", "jobs/billing.yaml").code == 0)
        for step in ["set-password", "can-log-in"] {
            #expect(FileManager.default.isExecutableFile(atPath: "\(program.folder)/jobs/billing-\(step)"))
        }
    }

    @Test("each example goes into a file that is named behind it, and is valid as it is printed")
    func named() async throws {
        let program = try Program()
        defer { program.remove() }
        for (name, targets) in [("api-token", 1), ("csv", 2), ("dotenv", 1), ("postgres", 1), ("quarterly", 1)] {
            let path = "jobs/my-\(name).yaml"
            let made = try await program.run("init", "--example=\(name)", path)
            #expect(made.code == 0 && made.output.contains("created \(path)\n"), "\(made.errors)")
            let validated = try await program.run("plan", "validate", path)
            #expect(validated.code == 0 && validated.errors.isEmpty, "\(name): \(validated.errors)")
            #expect(validated.output.hasSuffix("\nok: 1 plan, \(targets) target\(targets == 1 ? "" : "s")\n"))
            #expect(validated.output.contains("\(path)  my-\(name)  "))
        }
        let twice = try await program.run("init", "--example", "csv", "a.yaml", "--to", "b.yaml")
        #expect(twice.code == 64 && twice.errorLine.contains("name the example's file once"))
        let bare = try await program.run("init", "a.yaml")
        #expect(bare.code == 64 && bare.errorLine.contains("write --example before a.yaml"))
    }

    @Test("the first example, which --example alone writes, has values without a counterpart elsewhere")
    func first() async throws {
        let program = try Program()
        defer { program.remove() }
        for arguments in [["init", "--example"], ["init", "--example", "first.yaml"]] {
            #expect(try await program.run(arguments).code == 0)
        }
        let shown = try String(contentsOfFile: program.folder + "/api-token.yaml", encoding: .utf8)
        #expect(shown.contains("token: { generate: token") && !shown.contains("steps:"))
        let first = try String(contentsOfFile: program.folder + "/first.yaml", encoding: .utf8)
        #expect(first == shown.replacing("api-token", with: "first"))
    }

    @Test("a quarterly plan is due on the first days of the quarters, and keeps the word that it was written with")
    func quarterly() async throws {
        let program = try Program()
        defer { program.remove() }
        #expect(try await program.run("init", "--example", "quarterly").code == 0)
        #expect(try await program.run("plan", "apply", "quarterly.yaml").code == 0)
        #expect(try await program.run("plan", "export", "quarterly").output.contains("cron: \"0 3 1 1,4,7,10 *\""))
        for (text, first) in [("0 3 1 1,4,7,10 *", "2026-10-01T03:00:00Z"), ("@quarterly", "2026-10-01T00:00:00Z")] {
            let next = try await program.run(
                "schedule", "next", text, "--after", "2026-07-02", "--count", "2", "-o", "csv")
            #expect(next.output.contains(",\(first)\n"), "\(next.output)\(next.errors)")
            #expect(next.output.contains(first.replacing("2026-10", with: "2027-01")))
        }
        let file = try String(contentsOfFile: program.folder + "/quarterly.yaml", encoding: .utf8)
        try program.write("quarterly.yaml", file.replacing("cron: \"0 3 1 1,4,7,10 *\"", with: "cron: \"@quarterly\""))
        #expect(try await program.run("plan", "apply", "quarterly.yaml").code == 0)
        #expect(try await program.run("plan", "export", "quarterly").output.contains("cron: \"@quarterly\""))
        #expect(try await program.run("schedule", "list").output.contains("  @quarterly  "))
        // The scheduler calls often, and knows no schedule of a plan.
        for format in ["crontab", "systemd", "kubernetes"] {
            let options = format == "kubernetes" ? ["--image", "rekey:1"] : []
            let units = try await program.run(["schedule", "print", "--format", format] + options)
            #expect(units.code == 0 && !units.output.contains("@quarterly"), "\(units.errors)")
        }
    }

    @Test("a copy under another name is another plan, and nothing is written over")
    func copies() async throws {
        let program = try Program()
        defer { program.remove() }
        #expect(try await program.run("init", "--example", "first.yaml").code == 0)
        #expect(try await program.run("init", "--example", "second.yaml").code == 0)
        let applied = try await program.run("plan", "apply", "first.yaml", "second.yaml")
        #expect(applied.output.contains("plan first: created") && applied.output.contains("plan second: created"))

        try program.write("csv.csv", "mine\n")
        let refused = try await program.run("init", "--example", "csv")
        #expect(refused.code == 73 && refused.errorLine.contains("csv.csv already exists; name another file"))
        #expect(!FileManager.default.fileExists(atPath: program.folder + "/csv.yaml"))
        #expect(try String(contentsOfFile: program.folder + "/csv.csv", encoding: .utf8) == "mine\n")
    }

    @Test("an example that is not there is named with those that are, and makes nothing")
    func unknown() async throws {
        let program = try Program()
        defer { program.remove() }
        let ending = try await program.run("init", "--example", "oracle")
        #expect(ending.code == 64)
        #expect(ending.errorLine.contains("api-token, csv, dotenv, postgres, quarterly"))
        #expect(!FileManager.default.fileExists(atPath: program.folder + "/rekey.db"))
        #expect(try await program.run("init", "--to", "x.yaml").code == 64)
    }

    @Test("the apps are listed without a database, by type, and with the credentials' fault where they are refused")
    func apps() async throws {
        var configuration = SandboxConfiguration()
        configuration.apps = [
            .init(id: "5f0f7d52-4f2e-4c39-9d0f-0b8a1f6d7c11", name: "search", type: "notebook_pipeline"),
            .init(id: Self.app, name: "billing", type: "hand_authored"),
        ]
        try await SandboxServer.serve(configuration) { server in
            let program = try Program(host: server.url)
            defer { program.remove() }
            let all = try await program.run("apps", "-o", "csv")
            #expect(
                all.output == """
                    app_id,app_name,app_type
                    \(Self.app),billing,hand_authored
                    5f0f7d52-4f2e-4c39-9d0f-0b8a1f6d7c11,search,notebook_pipeline

                    """)
            let one = try await program.run("apps", "--app-type", "notebook_pipeline", "-o", "csv")
            #expect(one.output.split(separator: "\n").count == 2 && one.output.contains(",search,"))
            #expect(try await program.run("apps", "--app-type", "notebook").code == 64)
            let refused = try await program.run(["apps"], environment: ["NX1_API_KEY": "another"])
            #expect(refused.code == 77 && refused.output.isEmpty)
            #expect(!FileManager.default.fileExists(atPath: program.folder + "/rekey.db"))
        }
    }

    @Test("the template of a plan's present values is what `adopt` reads once it is filled in")
    func template() async throws {
        let program = try Program()
        defer { program.remove() }
        let job = """
            version: 1
            plan: shop
            retain: 1
            secrets:
              - secret: db
                targets: { apps: [\(Self.app)] }
                keys: { user: { keep: true }, password: { generate: password }, old: { previous: password } }
              - secret: mail
                targets: { apps: [\(Self.app)] }
                keys: { user: { keep: true } }

            """
        try program.write("shop.yaml", job)
        #expect(try await program.run("plan", "apply", "shop.yaml").code == 0)
        let template = try await program.run("adopt", "shop", "--template")
        #expect(
            template.output == "app_id,secret_name,user,password\n\(Self.app),db,,\n\(Self.app),mail,,\n",
            "\(template.output)")
        let empty = try program.write("empty.csv", template.output)
        let refused = try await program.run("adopt", "shop", "--csv", empty)
        #expect(refused.code == 65 && refused.errorLine.contains("user"), "\(refused.code) \(refused.errors)")
        let lines = template.output.split(separator: "\n")
        try program.write("now.csv", "\(lines[0])\n\(Self.app),db,svc,old-one\n\(Self.app),mail,post,\n")
        #expect(try await program.run("adopt", "shop", "--csv", "now.csv").code == 0)
        #expect(try await program.run("adopt", "shop", "--template", "--csv", "now.csv").code == 64)
    }
}
