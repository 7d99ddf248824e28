import Foundation
import Sandbox
import TestSupport
import Testing

#if canImport(Glibc)
    import Glibc
#endif

/// `run --due` and what tells of schedules, by the built program and real databases.
@Suite(.fewAtATime) struct ScheduleTests {
    private func settings(_ schedule: String) -> String {
        "guard: off\nlimits: { rate: none }\nschedule: { \(schedule) }"
    }

    /// Makes the plan's schedule one that is in force since so many hours.
    private func age(_ program: Program, hours: Int) async throws {
        try await program.sqlite("UPDATE revisions SET created_at = created_at - \(hours) * 3600000000")
    }

    private func rows(_ program: Program) async throws -> [[String: Any]] {
        let data = Data(try await program.run("runs", "-o", "json").output.utf8)
        return try #require(try JSONSerialization.jsonObject(with: data) as? [[String: Any]])
    }

    @Test("a plan with an interval runs when it is due, once, and is due again after its last success")
    func interval() async throws {
        try await Sandboxed.run { program, server in
            try program.writePlan(apps: 3, settings: settings("every: 30d"))
            _ = try await program.run("plan", "apply", "plan.yaml")
            #expect(try await program.run("status").errors.contains("plan plan is overdue since"))
            let first = try await program.run("run", "--due")
            #expect(first.code == 0 && first.output.contains("3 succeeded"))
            let second = try await program.run("run", "--due")
            #expect(second.code == 0 && second.output.isEmpty && second.errors.contains("nothing is due"))
            #expect(await server.state.entries.filter { $0.method == "PUT" }.count == 3)
            let run = try #require(try await rows(program).first)
            #expect(run["trigger"] as? String == "schedule")

            try await program.sqlite("UPDATE runs SET finished_at = finished_at - 30 * 86400000000")
            #expect(try await program.run("status").output.contains("plan plan is overdue since"))
            let status = Data(try await program.run("status", "-o", "json").output.utf8)
            let object = try #require(try JSONSerialization.jsonObject(with: status) as? [String: Any])
            #expect((object["overdue"] as? [[String: String]])?.first?["plan"] == "plan")
            #expect(try await program.run("run", "--due").output.contains("run 2 of plan"))
        }
    }

    @Test("times that were missed are caught up once, however many they were")
    func missed() async throws {
        try await Sandboxed.run { program, _ in
            try program.writePlan(apps: 1, settings: settings(#"cron: "0 * * * *""#))
            _ = try await program.run("plan", "apply", "plan.yaml")
            #expect(try await program.run("run", "--due").output.isEmpty)  // nothing before it was applied is due
            try await age(program, hours: 50)
            #expect(try await program.run("run", "--due").output.contains("succeeded"))
            #expect(try await program.run("run", "--due").output.isEmpty)
            #expect(try await rows(program).count == 1)
        }
    }

    @Test("a start that its window is over for is skipped, said so once, and never made up for")
    func window() async throws {
        try await Sandboxed.run { program, server in
            let past = Date.now.addingTimeInterval(-3 * 3_600)
            let utc = Calendar(identifier: .gregorian).dateComponents(in: .gmt, from: past)
            let (minute, hour) = (try #require(utc.minute), try #require(utc.hour))
            try program.writePlan(apps: 1, settings: settings("cron: \"\(minute) \(hour) * * *\", window: 1h"))
            _ = try await program.run("plan", "apply", "plan.yaml")
            try await age(program, hours: 20)
            let late = try await program.run("run", "--due")
            #expect(late.code == 0 && late.errors.contains("is skipped, the window ended"))
            let again = try await program.run("run", "--due")
            #expect(again.code == 0 && !again.errors.contains("skipped"))
            #expect(await server.state.entries.isEmpty)
        }
    }

    @Test("a crash before the run is recorded leaves it due, one after leaves a run that is gone on with")
    func crash() async throws {
        for point in ["run-before-commit", "run-after-commit", "values-after-commit", "answered"] {
            try await Sandboxed.run { program, server in
                try program.writePlan(apps: 4, settings: settings("every: 7d"))
                _ = try await program.run("plan", "apply", "plan.yaml")
                let killed = try await program.run("run", "--due", environment: ["REKEY_CRASH_AT": point])
                #expect(killed.code == 128 + SIGKILL, "\(point)")
                let next = try await program.run("run", "--due")
                #expect(next.code == 0 && next.output.contains("run 1 of plan"), "\(point): \(next.errors)")
                #expect(try await program.run("run", "--due").output.isEmpty, "\(point)")
                #expect(try await rows(program).count == 1, "\(point)")
                #expect(await server.state.targetsWithDifferingValues.isEmpty, "\(point)")
            }
        }
    }

    @Test("after a failure an interval's plan is due again after an hour, not at each call")
    func failure() async throws {
        try await Sandboxed.run(faults: ["404:put:times=1"]) { program, _ in
            try program.writePlan(apps: 2, settings: settings("every: 7d") + "\nstop: { canary: 0, failures: 100% }")
            _ = try await program.run("plan", "apply", "plan.yaml")
            #expect(try await program.run("run", "--due").code == 1)
            let again = try await program.run("run", "--due")
            #expect(again.code == 1 && again.output.isEmpty && again.errors.contains("run 1 of plan plan has failed"))
            try await program.sqlite("UPDATE runs SET started_at = started_at - 3600000000")
            #expect(try await program.run("run", "--due").output.contains("run 2 of plan"))
        }
    }

    @Test(
        "a run of a part of the plan, or one whose items were all skipped, is no success that an interval counts from")
    func partial() async throws {
        try await Sandboxed.run { program, server in
            let apps = try program.writePlan(
                apps: 2,
                settings: settings("every: 7d") + "\nretry: { attempts: 1 }\nstop: { canary: 0, failures: 100% }")
            _ = try await program.run("plan", "apply", "plan.yaml")
            #expect(try await program.run("run", "plan", "--app", apps[0]).code == 0)
            #expect(try await program.run("status").output.contains("plan plan is overdue"))
            #expect(try await program.run("run", "--due", "--app", apps[0]).code == 64)

            await server.state.order(try Fault(text: "404:put"))
            #expect(try await program.run("run", "--due").code == 1)  // run 2
            await server.state.cancelFaults()
            #expect(try await program.run("run", "plan").code == 0)  // run 3
            try await program.sqlite("UPDATE runs SET finished_at = finished_at - 8 * 86400000000 WHERE id = 3")
            let retry = try await program.run("retry", "2")
            #expect(retry.code == 0 && retry.output.contains("2 skipped"))
            #expect(try await program.run("status").output.contains("plan plan is overdue"))
        }
    }

    @Test("what a later run tried in vain is no reason to skip an item")
    func superseded() async throws {
        try await Sandboxed.run(faults: ["404:put"]) { program, server in
            try program.writePlan(
                apps: 2,
                settings: settings("every: 7d")
                    + "\nretry: { attempts: 1 }\nstop: { canary: 0, failures: 100%, breaker: 0 }")
            _ = try await program.run("plan", "apply", "plan.yaml")
            _ = try await program.run("run", "plan")
            _ = try await program.run("run", "plan")
            await server.state.cancelFaults()
            #expect(try await program.run("retry", "1").output.contains("2 succeeded"))
        }
    }

    @Test("a scheduled run that stopped itself is named by each call until somebody has looked at it")
    func stopped() async throws {
        try await Sandboxed.run(faults: ["404:put:times=1"]) { program, _ in
            try program.writePlan(apps: 3, settings: settings("every: 7d") + "\nstop: { canary: 1 }")
            _ = try await program.run("plan", "apply", "plan.yaml")
            #expect(try await program.run("run", "--due").code == 75)
            let again = try await program.run("run", "--due", "--quiet")
            #expect(again.code == 75 && again.errors.contains("run 1 of plan plan stopped itself and waits"))
            #expect(try await program.run("resume").code == 1)
            #expect(try await program.run("run", "--due").code == 1)  // the item that failed is left
            #expect(try await program.run("retry", "1").code == 0)
            #expect(try await program.run("run", "--due").code == 0)
        }
    }

    @Test("a plan that cannot be run keeps no other from it, and tells by the exit code")
    func broken() async throws {
        try await Sandboxed.run { program, _ in
            try program.writePlan(apps: 1, settings: settings("every: 1d"))
            _ = try await program.run("plan", "apply", "plan.yaml")
            try await program.sqlite(
                """
                INSERT INTO plans (name, definition) VALUES ('bad',
                  '{"schedule":{"cron":"61 * * * *"},"secrets":[{"secret":"s","keys":{"k":{"generate":"token"}}}]}')
                """)
            let ending = try await program.run("run", "--due")
            #expect(ending.code == 65 && ending.output.contains("run 1 of plan"))
            #expect(ending.errors.contains("plan bad was not run") && ending.errors.contains("61"))
            #expect(try await program.run("run", "--due", "--quiet").errors.contains("plan bad was not run"))
            #expect(try await program.run("status").output.contains("plan bad cannot be run when it is due"))
            let list = try await program.run("schedule", "list", "-o", "csv")
            #expect(list.code == 0 && list.output.contains("plan,every 1d,") && list.errors.contains("plan bad"))
        }
    }

    @Test("a change of the schedule makes nothing due that lies before it")
    func changed() async throws {
        try await Sandboxed.run { program, _ in
            try program.writePlan(apps: 1, settings: settings("cron: \"0 * * * *\""))
            _ = try await program.run("plan", "apply", "plan.yaml")
            try await age(program, hours: 50)
            try program.writePlan(apps: 1, settings: settings("cron: \"30 * * * *\""))
            _ = try await program.run("plan", "apply", "plan.yaml")
            #expect(try await program.run("run", "--due").output.isEmpty)
        }
    }

    @Test("the next times of an expression are shown in UTC and in the zone")
    func next() async throws {
        let program = try Program()
        defer { program.remove() }
        let ending = try await program.run(
            "schedule", "next", "30 2 * * *", "--timezone", "Europe/Paris", "--after", "2026-03-28T12:00", "--count",
            "2", "-o", "csv")
        #expect(
            ending.output == """
                time,local
                2026-03-29T01:00:00.000Z,2026-03-29T03:00:00+02:00
                2026-03-30T00:30:00.000Z,2026-03-30T02:30:00+02:00

                """)
        for (arguments, word) in [
            (["61 * * * *"], "61"), (["0 0 30 2 *"], "never"), (["@reboot"], "@reboot"),
            (["0 0 * * *", "--timezone", "Paris"], "Paris"), (["0 0 * * *", "--after", "soon"], "soon"),
        ] {
            let wrong = try await program.run(["schedule", "next"] + arguments)
            #expect(wrong.code == 64 && wrong.errors.contains(word) && wrong.errors.split(separator: "\n").count == 1)
        }
    }

    @Test("units are printed one after the other, or written as files")
    func units() async throws {
        let program = try Program()
        defer { program.remove() }
        let printed = try await program.run("schedule", "print", "--format", "systemd")
        #expect(printed.code == 0)
        #expect(printed.output.hasPrefix("# rekey.service\n") && printed.output.contains("\n# rekey.timer\n"))
        let shards = try await program.run(
            "schedule", "print", "--format", "kubernetes", "--shards", "4", "--to", program.folder)
        #expect(shards.code == 0 && shards.output.contains("wrote "))
        let names = try FileManager.default.contentsOfDirectory(atPath: program.folder)
        let texts = try names.map { try String(contentsOfFile: program.folder + "/" + $0, encoding: .utf8) }
        #expect(texts.contains { $0.contains("completionMode: Indexed") && $0.contains("$(JOB_COMPLETION_INDEX)/4") })
        #expect(try await program.run("schedule", "print", "--format", "crontab").output.contains("run --due"))
        #expect(try await program.run("schedule", "print", "--format", "crontab", "--shards", "2").code == 64)
    }

    @Test("who waits for the lock ends with a signal")
    func waiting() async throws {
        try await Sandboxed.run(faults: ["hang"]) { program, server in
            try program.writePlan(apps: 1, settings: settings("every: 1d"))
            _ = try await program.run("plan", "apply", "plan.yaml")
            let first = try await program.start(["run", "plan"]) { holder async throws in
                #expect(try await eventually { await !server.state.entries.isEmpty })
                let second = try await program.start(["run", "--due", "--wait-lock", "10m"]) { process async throws in
                    #expect(try await eventually { isCaught(SIGTERM, by: process) })
                    kill(process, SIGTERM)
                }
                #expect(second == 75)
                kill(holder, SIGTERM)
                kill(holder, SIGTERM)
            }
            #expect(first == 75)
        }
    }

    /// proc(5), `SigCgt`.
    private func isCaught(_ number: Int32, by process: Int32) -> Bool {
        guard let status = try? String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8) else { return false }
        let mask = status.split(separator: "\n").first { $0.hasPrefix("SigCgt:") }?.split(separator: "\t").last
        return mask.flatMap { UInt64($0, radix: 16) }.map { $0 & (1 << (UInt64(number) - 1)) != 0 } ?? false
    }
}
