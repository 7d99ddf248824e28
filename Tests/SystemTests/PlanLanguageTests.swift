import Foundation
import Sandbox
import TestSupport
import Testing

/// What a user meets of the plan language at the command line.
@Suite(.fewAtATime) struct PlanLanguageTests {
    private func rows(_ text: String) throws -> [[String: Any]] {
        try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [[String: Any]])
    }

    @Test("samples come one a line, and open no database")
    func generate() async throws {
        let program = try Program()
        defer { program.remove() }
        for (arguments, pattern) in [
            (["password", "--length", "40", "--min-upper", "3", "--min-symbol", "-1"], "[A-Za-z0-9]{40}"),
            (["token", "--bytes", "20", "--encoding", "base32"], "[A-Z2-7]{32}"),
            (["uuid", "--variant", "v7"], "[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"),
            (["pin", "--length", "8"], "[0-9]{8}"),
        ] {
            let samples = try await program.run(["generate"] + arguments + ["--count", "50"])
            let lines = samples.output.split(separator: "\n")
            #expect(samples.code == 0 && lines.count == 50 && Set(lines).count > 45)
            let regex = try Regex(pattern)
            #expect(lines.allSatisfy { $0.wholeMatch(of: regex) != nil }, "\(pattern): \(lines[0])")
            #expect(samples.errors.contains("bits of entropy"))
        }
        let list = try await program.run("generate", "token", "--count", "3", "-o", "json")
        #expect(try JSONSerialization.jsonObject(with: Data(list.output.utf8)) as? [String] != nil)
        for (arguments, message) in [
            (["password", "--length", "4"], "write 8 to 1024"),
            (["password", "--bytes", "4"], "--bytes is not for password"),
            (["token", "--bytes", "4"], "31 bits of entropy, under 64"), (["cipher"], "cipher"),
        ] {
            let wrong = try await program.run(["generate"] + arguments)
            #expect(wrong.code == 64 && wrong.output.isEmpty && wrong.errors.contains(message), "\(wrong.errors)")
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: program.folder).isEmpty)
    }

    @Test("a check tells of every target how it stands, and changes nothing")
    func check() async throws {
        let ids = (0..<4).map { _ in UUID().uuidString.lowercased() }
        try await Sandboxed.run(change: { configuration in
            configuration.createsAll = false
            configuration.forbiddenApps = [ids[3]]
            configuration.secrets[.init(app: ids[0], secret: "db")] = ["password": "x"]
            configuration.secrets[.init(app: ids[1], secret: "db")] = ["password": "x", "other": "y", "old": "z"]
        }) { program, server async throws in
            try program.write(
                "p.yaml",
                """
                version: 1
                plan: p
                secrets:
                  - secret: db
                    targets: { apps: [\(ids.joined(separator: ", "))] }
                    drop: [old]
                    keys: { password: { generate: password }, user: { literal: svc } }
                """)
            #expect(try await program.run("plan", "apply", "p.yaml").code == 0)
            let check = try await program.run("check", "p", "-o", "json")
            let found = try rows(check.output)
            #expect(check.code == 1)
            #expect(found.map { $0["result"] as? String } == ["ok", "would_drop_keys", "missing", "forbidden"])
            #expect(found.map { $0["app_id"] as? String } == ids)
            #expect(found[0]["keys_appear"] as? [String] == ["user"] && found[0]["keys_vanish"] as? [String] == [])
            #expect(found[1]["keys_vanish"] as? [String] == ["other", "old"])
            #expect(await server.state.entries.allSatisfy { $0.method == "GET" })
            #expect(try await program.run("runs", "-o", "json").output == "[]\n")
            let wrong = try await program.run("check", "p", environment: ["NX1_API_KEY": "wrong"])
            #expect(wrong.code == 77 && wrong.errors.contains("401"))
            let away = try await program.run(
                "check", "p", environment: ["NX1_HOST": "http://127.0.0.1:1", "NX1_API_KEY": "x"])
            #expect(away.code == 69)
        }
    }

    @Test("plans that name the same target are told of, and the guard says who wrote the keys")
    func conflicts() async throws {
        let id = UUID().uuidString.lowercased()
        try await Sandboxed.run { program, server async throws in
            for (name, key) in [("first", "a"), ("second", "b")] {
                try program.write(
                    "\(name).yaml",
                    """
                    version: 1
                    plan: \(name)
                    stop: { canary: 0 }
                    secrets:
                      - secret: db
                        targets: { apps: [\(id)] }
                        keys: { \(key): { generate: token } }
                    """)
            }
            #expect(try await program.run("plan", "apply", "first.yaml").errors.contains("both name") == false)
            let applied = try await program.run("plan", "apply", "second.yaml")
            #expect(applied.code == 0 && applied.errors.contains("plans second and first both name \(id)/db"))
            #expect(try await program.run("check", "first").errors.contains("plans first and second both name"))
            #expect(try await program.run("run", "first").code == 0)
            #expect(try await program.run("run", "second").code == 1)
            let items = try await program.run("items", "2", "-o", "csv").output
            #expect(items.contains("would_drop_keys") && items.contains("plan first wrote keys of it in run 1"))
            #expect(await server.state.putCount(.init(app: id, secret: "db")) == 1)
        }
    }

    @Test("what cannot be taken back is asked for, and values come out only then")
    func confirmation() async throws {
        let id = UUID().uuidString.lowercased()
        try await Sandboxed.run { program, server async throws in
            try program.write(
                "p.yaml",
                """
                version: 1
                plan: p
                retain: 1
                secrets:
                  - secret: db
                    targets: { apps: [\(id)] }
                    keys: { password: { generate: password }, pem: { generate: keypair } }
                """)
            #expect(try await program.run("plan", "apply", "p.yaml").code == 0)
            for _ in 0..<2 { #expect(try await program.run("run", "p").code == 0) }
            let puts = await server.state.requestCount
            let reveal = ["reveal", "--app", id, "--secret", "db"]
            for command in [["rollback", "2"], ["restore", "p"], reveal] {
                let refused = try await program.run(command)
                #expect(refused.code == 64 && refused.output.isEmpty && refused.errors.contains("--yes"))
            }
            #expect(await server.state.requestCount == puts)
            let values = try #require(await server.state.values(.init(app: id, secret: "db")))
            let one = try await program.run(reveal + ["--key", "password", "--yes"])
            #expect(one.code == 0 && one.output == (values["password"] ?? "") + "\n")
            let all = try await program.run(reveal + ["--yes", "-o", "json"])
            let object = try JSONSerialization.jsonObject(with: Data(all.output.utf8)) as? [String: Any]
            #expect(object?["values"] as? [String: String] == values && object?["version"] as? Int == 2)
            let earlier = try await program.run(reveal + ["--yes", "-o", "json", "--run", "1"])
            #expect(earlier.code == 0 && !earlier.output.contains(values["password"] ?? ""))
            // The option's former name. Without a value it is the one that every command has.
            for form in [["--version", "1"], ["--version=1"]] {
                #expect(try await program.run(reveal + ["--yes", "-o", "json"] + form).output == earlier.output)
            }
            for words in [reveal + ["--version"], reveal + ["--version", "--yes"], ["reveal", "--version"]] {
                let bare = try await program.run(words)
                #expect(try await program.run("--version").output == bare.output && bare.code == 0)
            }
            let missing = try await program.run(reveal + ["--yes", "--run", "7"])
            #expect(missing.code == 64 && missing.errorLine.contains("of run 7"))
            #expect(try await program.run("reveal", "--version", "1").errorLine.contains("--app"))
            #expect(try await program.run("rollback", "2", "--yes").code == 0)
            #expect(try await program.run("restore", "p", "--yes").code == 0)
            #expect(try await program.run("rollback", "9", "--yes").code == 64)
        }
    }

    @Test("a dry run shows requests with masked bodies and sends nothing")
    func dryRun() async throws {
        try await Sandboxed.run { program, server async throws in
            let ids = try program.writePlan(apps: 2)
            #expect(try await program.run("plan", "apply", "plan.yaml").code == 0)
            let text = try await program.run("run", "plan", "--dry-run").output
            #expect(text.contains("PUT /api/app/\(ids[0])/secrets/db\n"))
            #expect(text.contains("{\"data\":[{\"key\":\"username\",\"value\":\"****\"},"))
            let listed = try rows(try await program.run("run", "plan", "--dry-run", "-o", "json").output)
            #expect(listed.count == 2 && listed[0]["method"] as? String == "PUT")
            #expect(await server.state.requestCount == 0)
        }
    }

    @Test("a migration tells of every file that is missing or wrong before anything is sent")
    func migration() async throws {
        try await Sandboxed.run { program, server async throws in
            let ids = (0..<300).map { _ in UUID().uuidString.lowercased() }
            try FileManager.default.createDirectory(
                atPath: program.folder + "/exports", withIntermediateDirectories: true)
            for (index, id) in ids.enumerated() where index != 7 {
                try program.write("exports/\(id).env", index == 9 ? "A=1\nbroken\n" : "A=1\nB=\(index)\n")
            }
            try program.write("apps.csv", "app_id\n" + ids.joined(separator: "\n") + "\n")
            try program.write(
                "p.yaml",
                """
                version: 1
                plan: p
                limits: { rate: none }
                secrets:
                  - secret: env
                    targets: { csv: apps.csv }
                    keys_from: { dotenv: "exports/${app_id}.env" }
                """)
            let validated = try await program.run("plan", "validate", "p.yaml")
            let lines = validated.errors.split(separator: "\n")
            #expect(validated.code == 65 && lines.count == 2)
            #expect(lines[0].contains("\(ids[7])/env: keys_from: the file") && lines[0].contains("cannot be read"))
            #expect(lines[1].contains("\(ids[9]).env:2: this is not a line like NAME=value"))
            #expect(await server.state.requestCount == 0)
            for index in [7, 9] { try program.write("exports/\(ids[index]).env", "A=1\nB=\(index)\n") }
            #expect(try await program.run("plan", "validate", "p.yaml").code == 0)
            #expect(try await program.run("plan", "apply", "p.yaml").code == 0)
            #expect(try await program.run("run", "p").code == 0)
            for (index, id) in ids.enumerated() {
                #expect(await server.state.values(.init(app: id, secret: "env")) == ["A": "1", "B": "\(index)"])
            }
        }
    }
}
