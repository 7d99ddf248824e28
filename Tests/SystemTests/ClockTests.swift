import Foundation
import Sandbox
import TestSupport
import Testing

/// Clocks that are wrong, were wrong, or are set while a run is under way.
@Suite(.fewAtATime) struct ClockTests {
    /// The program under a clock that shows another time by so many seconds.
    private struct Shifted: Sendable {
        let program: Program
        let path: String

        init(_ program: Program) {
            self.program = program
            path = program.folder + "/clock"
        }

        var environment: [String: String] {
            var preload = Preload(folder: program.folder)
            preload.clock = path
            return preload.environment
        }

        func set(_ seconds: Int64) throws {
            if !FileManager.default.fileExists(atPath: path) { try Data().write(to: URL(fileURLWithPath: path)) }
            // In place: a program that runs has mapped the file.
            let file = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
            try file.write(contentsOf: withUnsafeBytes(of: seconds) { Data($0) })
            try file.close()
        }

        func run(_ arguments: [String], ahead seconds: Int64) async throws -> Program.Ending {
            try set(seconds)
            return try await program.run(arguments, environment: environment)
        }

        func run(_ arguments: [String], in year: Int) async throws -> Program.Ending {
            let there = try #require(
                Calendar(identifier: .gregorian).date(
                    from: DateComponents(timeZone: .gmt, year: year, month: 1, day: 2, hour: 12)))
            return try await run(arguments, ahead: Int64(there.timeIntervalSinceNow))
        }
    }

    private static let day: Int64 = 86_400

    private func withPlan(
        apps: Int = 2, _ settings: String, faults: [String] = [],
        _ body: @Sendable @escaping (Shifted, SandboxServer) async throws -> Void
    ) async throws {
        try await Sandboxed.run(faults: faults) { program, server async throws in
            try program.writePlan(apps: apps, settings: "guard: off\n" + settings)
            #expect(try await program.run("plan", "apply", "plan.yaml").code == 0)
            try await body(Shifted(program), server)
        }
    }

    private func metrics(_ clock: Shifted, ahead: Int64) async throws -> [String: Double] {
        let ending = try await clock.run(["status", "--metrics-file", "m.prom"], ahead: ahead)
        #expect(ending.code == 0, "\(ending.errors)")
        let text = try String(contentsOfFile: clock.program.folder + "/m.prom", encoding: .utf8)
        let pairs = text.split(separator: "\n").filter { !$0.hasPrefix("#") }.compactMap { line in
            line.lastIndex(of: " ").map { end in
                // Which database it is of is the same in all.
                let name = String(line[..<end]).replacing(/,?database="[^"]*",?/, with: "").replacing("{}", with: "")
                return (name, Double(line[line.index(after: end)...]) ?? .nan)
            }
        }
        return Dictionary(uniqueKeysWithValues: pairs)
    }

    @Test(
        "one call under a clock years ahead ends no schedule and keeps no monitor quiet",
        arguments: [
            "every: 1d", "every: 1d, jitter: 10m", "cron: \"* * * * *\"", "cron: \"0 * * * *\", jitter: 5m",
            "cron: \"0 3 * * *\", timezone: Europe/Paris, window: 24h",
        ], [2_036, 2_106])
    func ahead(schedule: String, year: Int) async throws {
        try await withPlan("limits: { rate: none }\nschedule: { \(schedule) }") { clock, _ async throws in
            #expect(try await clock.run(["run", "--due"], in: year).output.contains("succeeded"))

            let later = 2 * Self.day
            let list = try await clock.run(["schedule", "list", "-o", "json"], ahead: later)
            #expect(!list.output.contains(String(year)), "\(list.output)")
            #expect(!list.output.contains("\"overdue_since\": null"), "\(list.output)")
            #expect(list.errors.contains("\(year)-01-02T") && list.errors.contains("ahead of the clock"))
            let status = try await clock.run(["status"], ahead: later)
            #expect(
                status.output.contains("plan plan is overdue since") && status.errors.contains("ahead of the clock"))

            let now = Date.now.timeIntervalSince1970 + Double(later)
            let found = try await metrics(clock, ahead: later)
            #expect(found["rekey_plan_overdue{plan=\"plan\"}"] == 1)
            #expect(try #require(found["rekey_record_ahead_seconds"]) > 9 * 365 * 86_400)
            for name in ["last_success", "oldest_secret", "run_start", "run_end"] {
                let moment = try #require(found["rekey_\(name)_timestamp_seconds{plan=\"plan\"}"], "\(name)")
                #expect(now - moment > 1.9 * 86_400, "\(name)")
            }
            let doctor = try await clock.run(["doctor", "-o", "csv"], ahead: later)
            #expect(doctor.output.contains("record,warning,") && doctor.output.contains("run 1"))

            let due = try await clock.run(["run", "--due"], ahead: later)
            #expect(due.code == 0 && due.output.contains("run 2 of plan") && due.errors.contains("ahead of the clock"))
            let again = try await clock.run(["run", "--due"], ahead: later)
            #expect(again.code == 0 && !again.errors.contains("ahead of the clock"), "\(again.errors)")
        }
    }

    @Test("a failure, a skipped start and a plan under a clock years ahead hold nothing up")
    func otherTimesAhead() async throws {
        try await withPlan(
            "limits: { rate: none }\nschedule: { every: 1d }\nstop: { canary: 0, failures: 100% }",
            faults: ["404:put:times=2"]
        ) { clock, _ async throws in
            #expect(try await clock.run(["run", "--due"], in: 2_036).code == 1)
            #expect(try await clock.run(["run", "--due"], ahead: 60).output.contains("run 2 of plan"))
        }
        try await withPlan("limits: { rate: none }\nschedule: { cron: \"0 0 * * *\", window: 1m }") {
            clock, _ async throws in
            let skipped = try await clock.run(["run", "--due"], ahead: 3_000 * Self.day + 7_200)
            #expect(skipped.errors.contains("is skipped") || skipped.output.contains("succeeded"))
            let list = try await clock.run(["schedule", "list", "-o", "csv"], ahead: 2 * Self.day)
            let times = list.output.split(separator: ",", omittingEmptySubsequences: false).suffix(3)  // `next` and on
            #expect(times.contains { $0.contains("T00:00:00.000Z") }, "\(list.output)")
        }
        try await Sandboxed.run { program, _ async throws in
            let clock = Shifted(program)
            try program.writePlan(apps: 1, settings: "guard: off\nschedule: { cron: \"@daily\" }")
            #expect(try await clock.run(["plan", "apply", "plan.yaml"], in: 2_036).code == 0)
            #expect(try await clock.run(["run", "--due"], in: 2_037).code == 0)
            let found = try await metrics(clock, ahead: 60)
            #expect(found["rekey_plan_overdue{plan=\"plan\"}"] == 1)
            #expect(found["rekey_plan_due_timestamp_seconds{plan=\"plan\"}"] == 0)
            #expect(try await clock.run(["run", "--due"], ahead: 0).output.contains("run 2 of plan"))
            #expect(!(try await clock.run(["run", "--due"], ahead: 0).output.contains("run 3 of plan")))
            #expect(try await clock.run(["run", "--due"], ahead: Self.day).output.contains("run 3 of plan"))
        }
    }

    @Test("a time up to ten minutes ahead counts as it is")
    func tolerance() async throws {
        try await withPlan("limits: { rate: none }\nschedule: { every: 1h }") { clock, _ async throws in
            #expect(try await clock.run(["run", "--due"], ahead: 500).output.contains("succeeded"))
            let list = try await clock.run(["schedule", "list"], ahead: 0)
            #expect(list.errors.isEmpty)
            #expect(try await metrics(clock, ahead: 0)["rekey_record_ahead_seconds"] == 0)
        }
    }

    @Test("runs from a clock that was ahead leave the record once the next run is as old as asked for")
    func prune() async throws {
        try await withPlan("limits: { rate: none }\nschedule: { every: 1d }") { clock, _ async throws in
            for year in [2_036, 2_037] { _ = try await clock.run(["run", "plan"], in: year) }
            #expect(try await clock.run(["run", "plan"], ahead: 0).code == 0)
            let early = try await clock.run(["prune", "--older-than", "10d", "--yes"], ahead: 9 * Self.day)
            #expect(early.output.hasPrefix("0 runs"))
            let pruned = try await clock.run(["prune", "--older-than", "10d", "--yes"], ahead: 11 * Self.day)
            #expect(pruned.output.hasPrefix("2 runs"), "\(pruned.output)")
            #expect(try await metrics(clock, ahead: 11 * Self.day)["rekey_record_ahead_seconds"] == 0)
            #expect(try await clock.run(["audit", "verify"], ahead: 11 * Self.day).code == 0)
        }
    }

    @Test(
        "what writes is refused under a clock outside 2020 to 2200, what reads goes on",
        arguments: [1_960, 2_019, 2_201, 2_262, 9_998])
    func implausible(year: Int) async throws {
        try await withPlan("limits: { rate: none }\nschedule: { cron: \"0 3 * * *\", timezone: Europe/Paris }") {
            clock, server async throws in
            #expect(try await clock.run(["run", "plan"], ahead: 0).code == 0)
            let puts = { @Sendable in await server.state.entries.count { $0.method == "PUT" } }
            #expect(await puts() == 2)
            for command in [
                ["run", "plan"], ["run", "--due"], ["plan", "apply", "plan.yaml"], ["init"], ["key", "rotate"],
                ["prune", "--older-than", "1d", "--yes"], ["resume"], ["doctor"],
            ] {
                let ending = try await clock.run(command, in: year)
                #expect(ending.code == 78, "\(command): \(ending.output) \(ending.errors)")
                #expect(
                    (ending.errors + ending.output).contains("the clock of this machine says \(year)-"), "\(command)")
            }
            #expect(await puts() == 2)
            for command in [
                ["status"], ["runs"], ["items", "1"], ["attempts", "1"],
                ["report", "1", "--format", "html", "--to", "r"],
                ["schedule", "list"], ["audit", "verify"], ["status", "--metrics-file", "m"],
            ] {
                let ending = try await clock.run(command, in: year)
                #expect(ending.code == 0, "\(command): \(ending.errors)")
            }
        }
    }

    @Test("schedules go on past 2038 and through 2100", arguments: [("2038-01-19T03:00", 3), ("2100-02-28T12:00", 14)])
    func farYears(moment: String, hours: Int) async throws {
        let start = try #require(try? Date(moment + ":00Z", strategy: .iso8601))
        try await Sandboxed.run { program, _ async throws in
            let clock = Shifted(program)
            try program.writePlan(apps: 1, settings: "guard: off\nschedule: { cron: \"30 */2 * * *\" }")
            let at = { @Sendable (seconds: Double) in Int64((start + seconds).timeIntervalSinceNow) }
            #expect(try await clock.run(["plan", "apply", "plan.yaml"], ahead: at(0)).code == 0)
            for number in 1...3 {
                let ending = try await clock.run(["run", "--due"], ahead: at(Double(number) * 7_200 + 2_400))
                #expect(ending.output.contains("run \(number) of plan"), "\(ending.errors)")
                #expect(ending.errors.contains("nothing is due") == false)
            }
            #expect(try await clock.run(["runs", "-o", "csv"], ahead: at(30_000)).output.contains(moment.prefix(8)))
        }
    }

    @Test("a clock that is set while a run is under way makes no time run backwards, and no run long")
    func setDuringARun() async throws {
        try await withPlan(apps: 30, "limits: { rate: 40/s, burst: 1 }", faults: ["503:put:times=3"]) {
            clock, server async throws in
            try clock.set(0)
            let code = try await clock.program.start(["run", "plan"], environment: clock.environment) { _ in
                for (requests, seconds) in [(6, -2 * Self.day), (14, 400 * Self.day), (22, -3_600)] {
                    #expect(try await eventually { await server.state.requestCount >= requests })
                    try clock.set(seconds)
                }
            }
            #expect(code == 0)
            let wrong = try await clock.program.shell(
                """
                sqlite3 rekey.db "SELECT count(*) FROM runs WHERE finished_at - started_at NOT BETWEEN 0 AND 60000000" \
                  "SELECT count(*) FROM items WHERE finished_at - started_at NOT BETWEEN 0 AND 60000000" \
                  "SELECT count(*) FROM attempt_log WHERE duration_ms NOT BETWEEN 0 AND 60000"
                """)
            #expect(wrong.output == "0\n0\n0\n")
        }
    }

    @Test("a run that goes on under a clock that was set back ends no earlier than it began")
    func resumedEarlier() async throws {
        try await withPlan(apps: 4, "limits: { rate: none, concurrency: 1 }", faults: ["503:put:skip=2:times=1"]) {
            clock, _ async throws in
            let killed = try await clock.program.run(
                ["run", "plan"],
                environment: clock.environment.merging(["REKEY_CRASH_AT": "standing-after-commit"]) { $1 })
            #expect(killed.code == 128 + 9)
            #expect(try await clock.run(["resume"], ahead: -30 * Self.day).code == 0)
            let wrong = try await clock.program.shell(
                """
                sqlite3 rekey.db "SELECT count(*) FROM runs WHERE finished_at < started_at" \
                  "SELECT count(*) FROM items WHERE finished_at < started_at"
                """)
            #expect(wrong.output == "0\n0\n")
            let report = try await clock.run(["report", "1", "--format", "json"], ahead: -30 * Self.day)
            #expect(report.code == 0 && !report.output.contains(": -"))
        }
    }

    @Test("times before 1970 are shown as they are")
    func before1970() async throws {
        try await withPlan("limits: { rate: none }") { clock, _ async throws in
            let program = clock.program
            #expect(try await program.run("run", "plan").code == 0)
            try await program.sqlite(
                "UPDATE runs SET started_at = -674001; UPDATE items SET started_at = -1, finished_at = -86400000000")
            #expect(try await program.run("runs", "-o", "csv").output.contains("1969-12-31T23:59:59.325Z"))
            let items = try await program.run("items", "1", "-o", "csv").output
            #expect(items.contains("1969-12-31T23:59:59.999Z,1969-12-31T00:00:00.000Z"), "\(items)")
            #expect(try await program.run("attempts", "1", "-o", "csv").output.contains("1969-12-31T23:59:59.999Z"))
            #expect(try await program.run("status", "-o", "json").output.contains("1969-12-31T23:59:59.325Z"))
            #expect(
                try await program.run("report", "1", "--format", "json").output.contains("1969-12-31T23:59:59.325Z"))
        }
    }
}
