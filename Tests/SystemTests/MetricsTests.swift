import Foundation
import Subprocess
import SystemPackage
import TestSupport
import Testing

/// `--metrics-file`, read as Prometheus reads it.
@Suite(.fewAtATime) struct MetricsTests {
    private static let hasPromtool = FileManager.default.isExecutableFile(atPath: "/usr/bin/promtool")

    private func samples(_ path: String) throws -> [String: Double] {
        let text = try String(contentsOfFile: path, encoding: .utf8)
        let lines = text.split(separator: "\n").filter { !$0.hasPrefix("#") }
        return Dictionary(
            uniqueKeysWithValues: lines.compactMap { line in
                line.lastIndex(of: " ").flatMap { space in
                    Double(line[line.index(after: space)...]).map { (String(line[..<space]), $0) }
                }
            })
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
            let rules = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
                .appending(path: "../../jobs/alerts/rekey.rules.yaml").standardizedFileURL.path
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
}
