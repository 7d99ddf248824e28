import Foundation
import Subprocess
import SystemPackage
import TestSupport
import Testing

/// `--metrics-file`, read as Prometheus reads it.
@Suite(.fewAtATime) struct MetricsTests {
    private static let hasPromtool = FileManager.default.isExecutableFile(atPath: "/usr/bin/promtool")

    private static let exporter: String = "/usr/bin/prometheus-node-exporter"
    private static let hasExporter: Bool = FileManager.default.isExecutableFile(
        atPath: "/usr/bin/prometheus-node-exporter")
    private static let alerts: String = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appending(path: "../../jobs/alerts").standardizedFileURL.path

    /// By name and labels, without the database's.
    private func samples(_ path: String) throws -> [String: Double] {
        let text = try String(contentsOfFile: path, encoding: .utf8)
        var samples: [String: Double] = [:]
        for line in text.split(separator: "\n") where !line.hasPrefix("#") {
            guard let space = line.lastIndex(of: " ") else { continue }
            let name = String(line[..<space]).replacing(/,?database="[^"]*"/, with: "")
            samples[name] = Double(line[line.index(after: space)...])
        }
        return samples
    }

    @Test("a run writes how the plans stand, whatever became of it")
    func run() async throws {
        try await Sandboxed.run(faults: ["404:put:times=3"]) { program, _ in
            try program.writePlan(apps: 20, settings: "limits: { rate: none }\nstop: { canary: 0, failures: 100% }")
            _ = try await program.run("plan", "apply", "plan.yaml")
            let path = program.folder + "/rekey.prom"
            #expect(try await program.run("run", "plan", "--metrics-file", path).code == 1)
            var now = try samples(path)
            #expect(now[#"rekey_run_items{plan="plan",outcome="succeeded"}"#] == 17)
            #expect(now[#"rekey_run_items{plan="plan",outcome="failed"}"#] == 3)
            #expect(now[#"rekey_run_state{plan="plan",state="failed"}"#] == 1)
            #expect(now[#"rekey_run_attempts{plan="plan",status="404"}"#] == 3)
            #expect(now[#"rekey_never_written_secrets{plan="plan"}"#] == 3)
            #expect(now[#"rekey_last_success_timestamp_seconds{plan="plan"}"#] == nil)
            #expect(now[#"rekey_attempt_duration_seconds_count{plan="plan"}"#] == 20)
            #expect(now[#"rekey_attempt_duration_seconds_bucket{plan="plan",le="+Inf"}"#] == 20)

            #expect(try await program.run("retry", "1", "--metrics-file", path).code == 0)
            now = try samples(path)
            let success = try #require(now[#"rekey_last_success_timestamp_seconds{plan="plan"}"#])
            #expect(abs(success - Date.now.timeIntervalSince1970) < 60)
            let oldest = try #require(now[#"rekey_oldest_secret_timestamp_seconds{plan="plan"}"#])
            #expect(oldest <= success && now[#"rekey_never_written_secrets{plan="plan"}"#] == 0)

            let nowhere = try await program.run("run", "plan", "--metrics-file", "/no/such/place")
            #expect(nowhere.code == 0 && nowhere.errors.contains("the metrics are not up to date"))
            #expect(try await program.run("status", "--metrics-file", program.folder + "/status.prom").code == 0)
            now = try samples(program.folder + "/status.prom")
            #expect(now[#"rekey_run_items{plan="plan",outcome="succeeded"}"#] == 20)
        }
    }

    @Test("promtool finds nothing wrong with the metrics and the alert rules", .enabled(if: hasPromtool))
    func promtool() async throws {
        try await Sandboxed.run(faults: ["503:10%"]) { program, _ in
            try program.writePlan(apps: 40, settings: "limits: { rate: none }\nschedule: { every: 30d }")
            _ = try await program.run("plan", "apply", "plan.yaml")
            _ = try await program.run("run", "--due", "--metrics-file", program.folder + "/rekey.prom")
            let check = try await program.shell("promtool check metrics < rekey.prom")
            #expect(check.code == 0 && check.output.isEmpty && check.errors.isEmpty, "\(check.output)\(check.errors)")
            let rules = Self.alerts + "/rekey.rules.yaml"
            let verdict = try await program.shell("promtool check rules '\(rules)'")
            #expect(verdict.code == 0 && verdict.output.contains("SUCCESS"), "\(verdict.output)\(verdict.errors)")
            // What the rules look at is what there is.
            let names = try String(contentsOfFile: program.folder + "/rekey.prom", encoding: .utf8)
            let text = try String(contentsOfFile: rules, encoding: .utf8)
            for match in text.matches(of: /rekey_[a-z_]+/) {
                #expect(names.contains(match.output), "\(match.output)")
            }
        }
    }

    @Test("each alert fires when it should and not before, by more than ten cases", .enabled(if: hasPromtool))
    func alertCases() async throws {
        let program = try Program()
        defer { program.remove() }
        var cases = ""
        for name in ["rekey.rules.test.yaml", "rekey.rules.months.test.yaml"] {
            let verdict = try await program.shell("promtool test rules '\(Self.alerts)/\(name)'")
            #expect(verdict.code == 0, "\(verdict.output)\(verdict.errors)")
            cases += try String(contentsOfFile: Self.alerts + "/" + name, encoding: .utf8)
        }
        #expect(cases.matches(of: /\n  - name:/).count >= 10)
        let rules = try String(contentsOfFile: Self.alerts + "/rekey.rules.yaml", encoding: .utf8)
        for alert in rules.matches(of: /- alert: (\w+)/).map(\.output.1) {
            #expect(cases.contains("alertname: \(alert)"), "no case has \(alert)")
        }
    }

    @Test("a plan says how old its success may be, and when its first run was due")
    func longestAge() async throws {
        let program = try Program()
        defer { program.remove() }
        for (name, schedule) in [
            ("quarterly", "{ cron: \"0 3 1 1,4,7,10 *\", window: 2h, jitter: 10m }"),
            ("often", "{ every: 30d, jitter: 1h }"),
            ("office", "{ cron: \"*/5 9-17 * * mon-fri\" }"),
        ] {
            try program.writePlan(name, apps: 1, settings: "schedule: \(schedule)")
            try program.write(
                "\(name).yaml",
                try String(contentsOfFile: program.folder + "/\(name).yaml", encoding: .utf8)
                    .replacing("secret: db", with: "secret: \(name)"))
            #expect(try await program.run("plan", "apply", "\(name).yaml").code == 0)
        }
        _ = try await program.run("status", "--metrics-file", "rekey.prom")
        let now = try samples(program.folder + "/rekey.prom")
        #expect(now["rekey_plans{}"] == 3)
        // 92 days from July to October with window and jitter; 30 days with jitter; from Friday 17:55 to Monday 09:00. An
        // hour more for the run itself.
        let (hour, day): (Double, Double) = (3_600, 86_400)
        let quarterly: Double = 92 * day + 2 * hour + 600 + hour
        let often: Double = 30 * day + hour + hour
        let office: Double = 2 * day + 15 * hour + 300 + hour
        #expect(now["rekey_plan_max_age_seconds{plan=\"quarterly\"}"] == quarterly)
        #expect(now["rekey_plan_max_age_seconds{plan=\"often\"}"] == often)
        #expect(now["rekey_plan_max_age_seconds{plan=\"office\"}"] == office)
        let due = try #require(now[#"rekey_plan_first_due_timestamp_seconds{plan="often"}"#])
        #expect(abs(due - Date.now.timeIntervalSince1970) < 120)
        let written = try #require(now["rekey_written_timestamp_seconds{}"])
        #expect(abs(written - Date.now.timeIntervalSince1970) < 120)
    }

    @Test(
        "labels are the user's to add; those that samples have already, and what is none, are refused",
        arguments: ["plan=a", "outcome=a", "a", "1a=b", "__a=b", "a-b=c", "=a"])
    func badLabels(label: String) async throws {
        let program = try Program()
        defer { program.remove() }
        #expect(try await program.run("status", "--metrics-file", "m.prom", "--metrics-label", label).code == 64)
    }

    @Test("the mode is 0644 whatever the umask, of a new file and of one that was narrowed")
    func mode() async throws {
        try await Sandboxed.run { program, _ async throws in
            _ = try await program.run("init")
            for before in ["", "touch m.prom; chmod 600 m.prom; "] {
                let line =
                    "\(before)umask 077; \"$REKEY_PROGRAM\" status --metrics-file m.prom; umask 000; stat -c %a m.prom"
                let ending = try await program.shell(line)
                #expect(ending.output.hasSuffix("644\n"), "\(ending.output)\(ending.errors)")
            }
        }
    }

    @Test(
        "the real exporter shows the same plan of two databases, each with its own label", .enabled(if: hasExporter))
    func exporter() async throws {
        try await Sandboxed.run(faults: ["404:put:times=1"]) { program, _ async throws in
            try program.writePlan(apps: 2, settings: "limits: { rate: none }\nstop: { canary: 0, failures: 100% }")
            for name in ["a", "b"] {
                let place = [
                    "--database", program.folder + "/\(name).db", "--key-file", program.folder + "/\(name).key",
                ]
                #expect(try await program.run(["plan", "apply", "plan.yaml"] + place).code == 0)
                let run = ["run", "plan", "--metrics-file", "textfiles/\(name).prom", "--metrics-label", "team=x"]
                try FileManager.default.createDirectory(
                    atPath: program.folder + "/textfiles", withIntermediateDirectories: true)
                #expect(try await program.run(run + place).code == (name == "a" ? 1 : 0))
            }
            let shown = try await scrape(program)
            for (name, failed) in [("a", 1), ("b", 0)] {
                let database = "database=\"\(program.folder)/\(name).db\""
                let lines = shown.split(separator: "\n").filter { $0.contains(database) && $0.contains("team=\"x\"") }
                #expect(
                    lines.contains {
                        $0.hasPrefix("rekey_run_items{") && $0.contains("failed") && $0.hasSuffix("} \(failed)")
                    },
                    "\(lines)")
                #expect(lines.contains { $0.hasPrefix("rekey_build_info{") })
            }
            #expect(shown.contains("node_textfile_scrape_error 0"))
        }
    }

    /// What the node exporter answers about the folder `textfiles`, once it listens; its errors are in it too.
    private func scrape(_ program: Program) async throws -> String {
        let ending = try await program.shell(
            """
            for port in $(shuf -i 20000-40000 -n 5); do
              \(Self.exporter) --web.listen-address=127.0.0.1:$port --collector.disable-defaults --collector.textfile \
                --collector.textfile.directory=textfiles 2> exporter.log &
              exporter=$!
              until shown=$(curl -sf --noproxy '*' http://127.0.0.1:$port/metrics); do kill -0 $exporter || break; done
              if [ -n "$shown" ]; then kill $exporter; break; fi
            done
            printf '%s\n' "$shown"; grep -c 'was collected before' exporter.log
            """)
        #expect(ending.output.hasSuffix("\n0\n"), "\(ending.output.suffix(500))\(ending.errors)")
        return ending.output
    }
}
