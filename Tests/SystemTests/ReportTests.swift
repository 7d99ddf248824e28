import Foundation
import Sandbox
import TestSupport
import Testing

#if canImport(Glibc)
    import Glibc
#endif
#if canImport(FoundationXML)
    import FoundationXML
#endif

/// `report` in all its forms, over a run of which some items fail.
@Suite(.fewAtATime) struct ReportTests {
    private static let settings =
        "limits: { rate: none }\nstop: { failures: 100%, canary: 0 }\nretry: { attempts: 2, base: 1ms }"

    private func withRun<R: Sendable>(
        _ faults: [String] = ["404:put:20%", "503:get:10%"], apps: Int = 120,
        _ body: @Sendable @escaping (Program, [String: Any]) async throws -> R
    ) async throws -> R {
        try await Sandboxed.run(faults: faults) { program, _ in
            try program.writePlan(apps: apps, settings: Self.settings)
            _ = try await program.run("plan", "apply", "plan.yaml")
            let run = try await program.run("run", "plan", "-o", "json")
            return try await body(program, try object(run.output))
        }
    }

    private func object(_ text: String) throws -> [String: Any] {
        try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    }

    private func counts(_ summary: [String: Any]) throws -> [String: Int] {
        try #require(summary["items"] as? [String: Int])
    }

    @Test("json has the summary, the sums and every item")
    func json() async throws {
        try await withRun { program, summary in
            let report = try object(try await program.run("report", "1", "--format", "json").output)
            #expect(try counts(report) == counts(summary))
            for name in ["run", "uuid", "plan", "state", "attempts", "started_at", "finished_at"] {
                #expect("\(report[name] ?? "")" == "\(summary[name] ?? "")", "\(name)")
            }
            let outcomes = try #require(report["outcomes"] as? [[String: Any]])
            let items = try await program.run("items", "1", "-o", "json").output
            let rows = try JSONSerialization.jsonObject(with: Data(items.utf8)) as? [[String: Any]]
            let expected = try #require(rows)
            #expect(outcomes as NSArray == expected as NSArray)
            let statuses = try #require(report["attempts_by_status"] as? [[String: Any]])
            #expect(statuses.reduce(0) { $0 + ($1["attempts"] as? Int ?? 0) } == summary["attempts"] as? Int)
            let causes = try #require(report["causes"] as? [[String: Any]])
            let failed = try counts(summary)["failed"]
            #expect(
                causes.filter { $0["state"] as? String == "failed" }.reduce(0) { $0 + ($1["items"] as? Int ?? 0) }
                    == failed)
        }
    }

    @Test("csv is what `items` prints")
    func csv() async throws {
        try await withRun { program, _ in
            let report = try await program.run("report", "--format", "csv").output
            #expect(try await program.run("items", "1", "-o", "csv").output == report)
        }
    }

    @Test("junit has a case for each item, and the counts of the suite are theirs")
    func junit() async throws {
        try await withRun { program, summary in
            let text = try await program.run("report", "1", "--format", "junit").output
            let suite = try #require(
                try XMLDocument(xmlString: text).rootElement()?.elements(forName: "testsuite").first)
            let cases = suite.elements(forName: "testcase")
            let items = try counts(summary)
            #expect(cases.count == items["total"])
            for (name, attribute, state) in [
                ("failure", "failures", "failed"), ("error", "errors", "unknown"), ("skipped", "skipped", "skipped"),
            ] {
                #expect(cases.filter { !$0.elements(forName: name).isEmpty }.count == items[state], "\(name)")
                #expect(suite.attribute(forName: attribute)?.stringValue == items[state].map(String.init), "\(name)")
            }
        }
    }

    /// The schema of Jenkins' xUnit plugin, which others follow; pytest's source has a copy.
    private static let schema = ProcessInfo.processInfo.environment["REKEY_JUNIT_SCHEMA"]

    @Test("junit is what CI systems' schema says", .enabled(if: schema != nil))
    func junitSchema() async throws {
        try await withRun { program, _ in
            _ = try await program.run("report", "1", "--format", "junit", "--to", program.folder + "/r.xml")
            let lint = try await program.shell("xmllint --noout --schema '\(Self.schema ?? "")' r.xml")
            #expect(lint.code == 0, "\(lint.errors)")
        }
    }

    @Test("markdown names the causes and fits a comment")
    func markdown() async throws {
        try await withRun(["404:put:90%"], apps: 3_000) { program, summary in
            let text = try await program.run("report", "1").output
            let items = try counts(summary)
            #expect(text.hasPrefix("## Run 1 of `plan`: failed\n") && text.utf8.count < 65_536)
            #expect(text.contains("| the app or the secret does not exist (404) |"))
            #expect(text.contains("and \((items["failed"] ?? 0) - 50 > 999 ? "2," : "")"))
        }
    }

    @Test("html needs nothing but itself, and forbids what it does not need")
    func html() async throws {
        try await withRun { program, summary in
            let text = try await program.run("report", "1", "--format", "html").output
            #expect(text.hasPrefix("<!DOCTYPE html>") && text.hasSuffix("</html>\n"))
            #expect(text.contains("default-src 'none'; style-src 'sha256-"))
            for word in ["http:", "https:", "src=", "href=", "@import", "url(", "style=\"", "onclick"] {
                #expect(!text.contains(word), "\(word)")
            }
            let failures = text.components(separatedBy: "id=\"failures\"").last ?? ""
            let rows = failures.components(separatedBy: "</table>")[0].components(separatedBy: "<tr>").count - 2
            #expect(rows == (try counts(summary)["failed"] ?? 0) + (try counts(summary)["unknown"] ?? 0))
        }
    }

    @Test("a file is there whole or not at all")
    func file() async throws {
        try await withRun(apps: 600) { program, _ in
            try program.write("report.html", "before")
            let done = try await program.run("report", "1", "--format", "html", "--to", "report.html")
            #expect(done.code == 0 && done.output.isEmpty)
            #expect(try String(contentsOfFile: program.folder + "/report.html", encoding: .utf8).hasPrefix("<!DOCTYPE"))
            let nowhere = try await program.run("report", "1", "--to", "no/such/folder/x")
            #expect(nowhere.code == 73 && nowhere.errorLine.contains("no/such/folder/x cannot be written"))
            try program.write("small", "before")
            let full = try await program.shell("ulimit -f 100; \"$REKEY_PROGRAM\" report 1 --format json --to small")
            #expect(full.code == 73)
            #expect(try String(contentsOfFile: program.folder + "/small", encoding: .utf8) == "before")
            #expect(
                try FileManager.default.contentsOfDirectory(atPath: program.folder).allSatisfy {
                    !$0.hasSuffix(".part")
                })
            let none = try await program.run("report", "77")
            #expect(none.code == 64 && none.errorLine.contains("does not exist"))
        }
    }

    @Test("a link is written through, and what is no file stays what it is")
    func places() async throws {
        try await withRun { program, _ in
            let shell = { (line: String) in try await program.shell(line) }
            _ = try await shell("echo old > target; ln -s target link; mkfifo pipe")
            #expect(try await shell("$REKEY_PROGRAM report 1 --format csv --to link").code == 0)
            #expect(try await shell("test -L link && grep -q app_id target").code == 0)
            #expect(
                try await shell("$REKEY_PROGRAM report 1 --format csv --to pipe & timeout 20 head -1 pipe").output
                    .hasPrefix("run,"))
            #expect(try await shell("test -p pipe").code == 0)
            #expect(
                try await shell("$REKEY_PROGRAM report 1 --format csv --to /dev/stdout | head -1").output.hasPrefix(
                    "run,"))
            #expect(try await shell("$REKEY_PROGRAM report 1 --to /no/such/place").code == 73)
            for arguments in [["report", "1", "-o", "json"], ["runs", "--database", "a", "--database", "b"]] {
                #expect(try await program.run(arguments).code == 64)
            }
            let twice = try await shell("$REKEY_PROGRAM status --database rekey.db --database ./rekey.db")
            #expect(twice.code == 64 && twice.errors.contains("twice"))
        }
    }

    @Test("a file is made under a name that nobody can take before, and only its owner may write to it")
    func passing() async throws {
        try await withRun { program, _ in
            let shell = { (line: String) in try await program.shell(line) }
            _ = try await shell("echo mine > victim")
            // The links have the process's own number: `exec` keeps it.
            let linked = try await shell(
                """
                for name in out.csv.$$.part out.csv.$$ .out.csv.$$; do ln -s victim $name; done
                exec "$REKEY_PROGRAM" report 1 --format csv --to out.csv
                """)
            #expect(linked.code == 0)
            #expect(try await shell("cat victim").output == "mine\n")
            #expect(try await shell("test ! -L out.csv && grep -q app_id out.csv").code == 0)
            for mask in ["000", "022", "077"] {
                let line =
                    "umask \(mask); rm -f r.csv m.prom; \"$REKEY_PROGRAM\" report 1 --format csv --to r.csv; "
                    + "\"$REKEY_PROGRAM\" status --metrics-file m.prom > /dev/null; stat -c %a r.csv m.prom"
                let modes = try await shell(line).output
                #expect(modes == (mask == "077" ? "600\n644\n" : "644\n644\n"), "umask \(mask): \(modes)")
            }
            _ = try await shell("chmod 600 r.csv")
            #expect(
                try await shell("$REKEY_PROGRAM report 1 --format csv --to r.csv; stat -c %a r.csv").output == "600\n")
            #expect(try await shell("ls -A | grep -c '^\\.rekey'").output == "0\n")
        }
    }

    @Test("no other user's link is written through", .enabled(if: geteuid() == 0))
    func foreignLink() async throws {
        try await withRun { program, _ in
            _ = try await program.shell("echo mine > victim; ln -s victim link; chown -h 65534 link")
            let ending = try await program.run("report", "1", "--format", "csv", "--to", "link")
            #expect(ending.code == 73 && ending.errorLine.contains("is a link that another user made"))
            #expect(try await program.shell("cat victim").output == "mine\n")
        }
    }

    @Test("a run that was never sent, and one that goes on, can be told of")
    func early() async throws {
        try await Sandboxed.run(faults: ["401:put"]) { program, _ in
            try program.writePlan(apps: 5)
            _ = try await program.run("plan", "apply", "plan.yaml")
            #expect(try await program.run("run", "plan").code == 77)
            for format in ["html", "markdown", "csv", "json", "junit"] {
                let report = try await program.run("report", "1", "--format", format)
                #expect(report.code == 0 && report.output.contains("plan"), "\(format)")
            }
            #expect(try await program.run("report", "1").output.contains("`rekey resume 1` continues"))
        }
    }

    @Test("several databases are added up")
    func shards() async throws {
        try await Sandboxed.run(faults: ["404:put:20%"]) { program, _ in
            var sums: [String: Int] = [:]
            for name in ["a", "b"] {
                try program.writePlan(apps: name == "a" ? 30 : 50, settings: Self.settings)
                let place = ["REKEY_DATABASE": "\(program.folder)/\(name).db"]
                _ = try await program.run(["plan", "apply", "plan.yaml"], environment: place)
                let run = try await program.run(["run", "plan", "-o", "json"], environment: place)
                sums.merge(try counts(try object(run.output)), uniquingKeysWith: +)
            }
            #expect(sums["total"] == 80)
            for command in [["status", "-o", "json"], ["report", "1", "--format", "json"]] {
                let whole = try object(
                    try await program.run(command + ["--database", "a.db", "--database", "b.db"]).output)
                #expect(try counts(whole) == sums, "\(command)")
                #expect((whole["shards"] as? [Any])?.count == 2)
            }
            let table = try await program.run("status", "--database", "a.db", "--database", "b.db").output
            #expect(table.contains("plan, 2 shards:") && table.contains("all"))
            let html = try await program.run("report", "--format", "html", "--database", "a.db", "--database", "b.db")
            #expect(html.code == 0 && html.output.contains("<h2>Shards</h2>"))
            let missing = try await program.run("report", "2", "--database", "a.db", "--database", "b.db")
            #expect(missing.code == 64)
        }
    }
}
