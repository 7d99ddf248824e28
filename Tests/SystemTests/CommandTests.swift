import Foundation
import Sandbox
import TestSupport
import Testing

/// The built program, as a user meets it: arguments, exit codes, what goes where.
@Suite(.fewAtATime) struct CommandTests {
    private func object(_ text: String) throws -> [String: Any] {
        try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    }

    private func list(_ text: String) throws -> [[String: Any]] {
        try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [[String: Any]])
    }

    @Test("apply, run, look: results on standard output, the rest on standard error")
    func path() async throws {
        try await Sandboxed.run { program, _ async throws in
            try program.writePlan(apps: 25)
            let applied = try await program.run("plan", "apply", "plan.yaml")
            #expect(applied.code == 0 && applied.output == "plan plan: created, revision 1, 25 targets\n")
            #expect(applied.errors.contains("created "))
            #expect(try await program.run("plan", "apply", "plan.yaml").output.contains("unchanged"))
            let run = try await program.run("run", "plan", "-o", "json")
            let summary = try object(run.output)
            #expect(run.code == 0 && summary["state"] as? String == "succeeded" && summary["run"] as? Int == 1)
            #expect((summary["items"] as? [String: Int])?["succeeded"] == 25)
            let items = try list(try await program.run("items", "1", "-o", "json").output)
            #expect(
                items.count == 25
                    && items.allSatisfy { $0["outcome"] as? String == "succeeded" && $0["status_code"] as? Int == 200 })
            #expect(try list(try await program.run("attempts", "1", "--output", "json").output).count == 25)
            #expect(try list(try await program.run("runs", "-o", "json").output).count == 1)
            #expect(
                try object(try await program.run("status", "-o", "json").output)["uuid"] as? String == summary["uuid"]
                    as? String)
            let app = try #require(items[0]["app_id"] as? String)
            #expect(
                try list(try await program.run("history", "--app", app, "--secret", "db", "-o", "json").output).count
                    == 1)
            let csv = try await program.run("items", "1", "-o", "csv").output
            #expect(
                csv.hasPrefix(
                    "run,plan,app_id,secret_name,state,outcome,status_code,attempts,error_kind,error,started_at,finished_at,in_doubt,app_name,action,k8s_name\n1,plan,"
                ))
            #expect(try await program.run("status", "-o", "yaml").output.contains("state: succeeded"))
        }
    }

    @Test("without a place database and key go where the system keeps state, in a folder of their own")
    func defaultPlace() async throws {
        var program = try Program()
        defer { program.remove() }
        program.environment["REKEY_DATABASE"] = nil
        #expect(try await program.run("init").code == 0)
        let state = program.folder + "/.local/state/rekey"
        for (path, mode) in [(state, 0o700), (state + "/rekey.db", 0o600), (state + "/rekey.key", 0o600)] {
            let attributes = try FileManager.default.attributesOfItem(atPath: path)
            #expect(attributes[.posixPermissions] as? Int == mode, "\(path)")
        }
        let elsewhere = ["XDG_STATE_HOME": program.folder + "/x/y"]
        #expect(try await program.run("init", environment: elsewhere).code == 0)
        #expect(FileManager.default.fileExists(atPath: program.folder + "/x/y/rekey/rekey.db"))
        try program.write("file", "")
        let wrong = try await program.run("init", environment: ["XDG_STATE_HOME": program.folder + "/file"])
        #expect(wrong.code == 73 && wrong.errorLine.contains("cannot be created"))
    }

    @Test("global options stand before the command or after it")
    func globals() async throws {
        try await Sandboxed.run { program, _ async throws in
            try program.writePlan(apps: 1)
            let database = program.folder + "/other.db"
            #expect(try await program.run("--database", database, "-o", "json", "plan", "apply", "plan.yaml").code == 0)
            #expect(
                try list(try await program.run("plan", "list", "--database=" + database, "-o", "json").output).count
                    == 1)
        }
    }

    @Test(
        "the exit code says how a run ended",
        arguments: [("422:put", 75), ("422:put:skip=1:times=1", 1), ("403", 77), ("401", 77), ("", 0)])
    func exitCodes(fault: String, code: Int32) async throws {
        try await Sandboxed.run(faults: fault.isEmpty ? [] : [fault]) { program, _ async throws in
            try program.writePlan(apps: 4)
            _ = try await program.run("plan", "apply", "plan.yaml")
            #expect(try await program.run("run", "plan", "--concurrency", "1").code == code)
        }
    }

    @Test("an API that nobody reaches is 69")
    func unreachable() async throws {
        let program = try Program(host: "http://127.0.0.1:1")
        defer { program.remove() }
        try program.writePlan(apps: 2, settings: "retry: { attempts: 2, base: 1ms, cap: 1ms }")
        _ = try await program.run("plan", "apply", "plan.yaml")
        #expect(try await program.run("run", "plan").code == 69)
    }

    @Test(
        "bad input is one line with its own exit code, and changes nothing",
        arguments: [
            (["run"], 64, "plans"), (["frobnicate"], 64, "frobnicate"),
            (["run", "plan", "--rate", "fast"], 64, "--rate"),
            (["run", "none"], 64, "does not exist"), (["resume", "99"], 64, "neither a run nor a plan"),
            (["items", "99"], 64, "does not exist"),
            (["run", "plan", "--limit", "0"], 64, "--limit"), (["run", "plan", "--app", "no name"], 64, "--app"),
            (["plan", "apply", "missing.yaml"], 65, "missing.yaml"),
            (["plan", "apply", "bad.yaml"], 65, "bad.yaml:3:"),
            (["plan", "apply", "nolist.yaml"], 65, "nothing.csv"), (["plan", "show", "none"], 64, "does not exist"),
            (["run", "plan", "--host", "http://example.com"], 78, "--host"),
            (["run", "plan", "--profile", "none"], 78, "profile"),
            (["run", "plan", "--api-key-file", "none"], 78, "--api-key-file"),
            (["run", "plan", "--ca-file", "none"], 78, "--ca-file: none cannot be read"),
            (["run", "plan", "--key-file", "none.key"], 78, "none.key"),
            (["status", "--database", "none.db"], 78, "none.db"),
            (["init", "--database", "/proc/none/x.db"], 73, "/proc"), (["--database"], 64, "--database needs a value"),
            (["cancel", "1"], 64, "does not exist"), (["run", "plan", "--status", "4xx"], 64, "--status"),
        ] as [([String], Int32, String)])
    func badInput(arguments: [String], code: Int32, word: String) async throws {
        try await Sandboxed.run { program, server async throws in
            try program.writePlan(apps: 1)
            try program.write("bad.yaml", "version: 1\nplan: bad\nlimit: 5\nsecrets: []\n")
            try program.write(
                "nolist.yaml",
                "version: 1\nplan: x\nsecrets:\n- secret: s\n  targets: { csv: nothing.csv }\n  keys: { k: { generate: uuid } }\n"
            )
            _ = try await program.run("plan", "apply", "plan.yaml")
            let before = try Data(contentsOf: URL(fileURLWithPath: program.folder + "/rekey.db"))
            let ending = try await program.run(arguments)
            #expect(ending.code == code, "\(ending.errors)")
            #expect(ending.errors.contains(word), "\(ending.errors)")
            #expect(!ending.errorLine.contains("\n"), "\(ending.errors)")
            #expect(ending.errorLine.hasPrefix("rekey: "))
            #expect(await server.state.requestCount == 0)
            #expect(try Data(contentsOf: URL(fileURLWithPath: program.folder + "/rekey.db")) == before)
        }
    }

    @Test("a dry run sends nothing and leaves the database as it was")
    func dryRun() async throws {
        try await Sandboxed.run { program, server async throws in
            try program.writePlan(apps: 30)
            _ = try await program.run("plan", "apply", "plan.yaml")
            let path = program.folder + "/rekey.db"
            let before = try Data(contentsOf: URL(fileURLWithPath: path))
            let dry = try await program.run("run", "plan", "--dry-run", "-o", "json")
            #expect(dry.code == 0)
            let rows = try list(dry.output)
            #expect(rows.count == 30 && rows[0]["keys"] as? [String] == ["username=****", "password=****", "url=****"])
            #expect(await server.state.requestCount == 0)
            #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == before)
        }
    }

    @Test("plans written by plain SQL run, and what is wrong with them is said")
    func plainSQL() async throws {
        try await Sandboxed.run { program, server async throws in
            #expect(try await program.run("init").code == 0)
            try program.write("rows.csv", (0..<7).map { _ in "sql,\(UUID().uuidString),api" }.joined(separator: "\n"))
            let sql = """
                INSERT INTO plans (name, definition) VALUES ('sql', '{"secrets":[{"secret":"api","keys":{"k":{"generate":"token"}}}]}');
                .mode csv
                .import rows.csv targets
                """
            try program.write("plan.sql", sql)
            try await program.sqlite(".read plan.sql")
            #expect(try await program.run("run", "sql").code == 0)
            #expect(await server.state.appliedCount == 7)
            try await program.sqlite("INSERT INTO targets VALUES ('sql', 'nope', 'api')")
            let bad = try await program.run("run", "sql")
            #expect(bad.code == 65 && bad.errors.contains("row 8") && bad.errors.contains("nope"))
            try await program.sqlite(
                "DELETE FROM targets WHERE app_id = 'nope'; INSERT INTO targets SELECT plan, app_id, 'apj' FROM targets LIMIT 1"
            )
            #expect(try await program.run("run", "sql").errors.contains("apj"))
            try await program.sqlite("UPDATE plans SET definition = '{\"secret\":[]}'")
            #expect(try await program.run("run", "sql").code == 65)
            #expect(await server.state.appliedCount == 7)
        }
    }

    @Test("plans are shown, exported, compared and removed")
    func plans() async throws {
        try await Sandboxed.run { program, _ async throws in
            try program.writePlan(apps: 3)
            _ = try await program.run("plan", "apply", "plan.yaml")
            #expect(try await program.run("plan", "show", "plan").output.contains("password, 40 characters"))
            let exported = try await program.run("plan", "export", "plan").output
            try program.write("exported.yaml", exported)
            #expect(try await program.run("plan", "apply", "exported.yaml").output.contains("unchanged"))
            try program.write("exported.yaml", exported.replacing("40", with: "50"))
            let diff = try await program.run("plan", "diff", "exported.yaml").output
            #expect(
                diff.contains("would be changed")
                    && diff.contains("~ secrets[0].keys.password.length: 40 → 50"))
            #expect(try await program.run("plan", "remove", "plan").code == 0)
            #expect(try await program.run("run", "plan").code == 64)
        }
    }

    @Test(
        "each job file that comes with rekey is applied and run",
        arguments: ["nightly-db-passwords", "migrate-from-csv", "shared-signing-key"])
    func jobs(name: String) async throws {
        try await Sandboxed.run { program, server async throws in
            let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().path + "/../../jobs"
            let variables = ["MAIL_RELAY_PASSWORD": "not-a-real-one"]
            #expect(
                try await program.run(["plan", "validate", folder + "/\(name).yaml"], environment: variables).code == 0)
            #expect(try await program.run("plan", "apply", folder + "/\(name).yaml").code == 0)
            let run = try await program.run(["run", name, "-o", "json"], environment: variables)
            #expect(run.code == 0)
            let items = try #require(try object(run.output)["items"] as? [String: Int])
            #expect(items["succeeded"] == items["total"])
            #expect(await server.state.appliedCount == items["total"])
            guard name == "shared-signing-key" else { return }
            var keys: Set<String> = []
            for target in Set(await server.state.entries.compactMap(\.target)) {
                keys.insert(await server.state.values(target)?["signing_key"] ?? "")
            }
            #expect(keys.count == 1)
        }
    }

    @Test("a planted value, key or credential shows up nowhere", arguments: ["debug", "notice"])
    func leaks(level: String) async throws {
        try await Sandboxed.run(faults: ["echo-input:put:times=1", "echo:put:skip=1:times=1", "401:skip=8:times=1"]) {
            program, _ async throws in
            let marker = "planted-0f9d8e7c"
            try program.write(
                "plan.yaml",
                """
                version: 1
                plan: plan
                limits: { rate: none, concurrency: 1 }
                stop: { canary: 0, failures: 100% }
                secrets:
                  - secret: db
                    targets: { apps: [\((0..<9).map { _ in UUID().uuidString }.joined(separator: ", "))] }
                    keys: { a: { env: PLANTED }, b: { file: planted.txt }, c: { template: "x${a|urlencode}" } }
                """)
            try program.write("planted.txt", marker + "-file")
            _ = try await program.run("plan", "apply", "plan.yaml")
            var shown = ""
            for arguments in [
                ["run", "plan"], ["resume"], ["retry", "1"], ["items", "1"], ["attempts", "1", "-o", "json"],
                ["status"], ["plan", "show", "plan"],
            ] {
                let ending = try await program.run(
                    arguments + ["--log-level", level, "--log-format", "json"],
                    environment: ["PLANTED": marker + "-env/\"+"])
                shown += ending.output + ending.errors
            }
            for name in try FileManager.default.contentsOfDirectory(atPath: program.folder)
            where name.hasPrefix("rekey.") {
                let bytes = try Data(contentsOf: URL(fileURLWithPath: program.folder + "/" + name))
                #expect(bytes.range(of: Data(marker.utf8)) == nil, "\(name)")
            }
            #expect(!shown.contains(marker) && !shown.contains("sandbox-psk"))
        }
    }

    @Test("every command's help has an example, and a group's names its commands")
    func help() async throws {
        let program = try Program()
        defer { program.remove() }
        let pages = try await CommandTree.read(program).pages()
        #expect(pages.count > 40)
        for page in pages {
            let ending = try await program.run(page.words + ["--help"])
            #expect(ending.code == 0 && ending.output.contains("USAGE: rekey \(page.name)"), "\(page.name)")
            if page.isGroup {
                #expect(ending.output.contains("SUBCOMMANDS:"), "\(page.name)")
            } else {
                let words = ending.output.components(separatedBy: "USAGE:")[0]
                #expect(words.contains("rekey \(page.words[0])"), "no example for \(page.name)")
            }
        }
    }

    @Test("every command has one --version, which prints the version of rekey")
    func version() async throws {
        let program = try Program()
        defer { program.remove() }
        let version = try await program.run("--version").output
        for page in try await CommandTree.read(program).pages() {
            let options = (page.command.arguments ?? []).filter { $0.typedNames.contains("--version") }
            #expect(options.map(\.kind) == ["flag"], "\(page.name)")
            let ending = try await program.run(page.words + ["--version"])
            #expect(ending.code == 0 && ending.output == version, "\(page.name): \(ending.errors)")
        }
    }
}
