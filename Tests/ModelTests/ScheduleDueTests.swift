import Foundation
import Testing

@testable import Model

@Suite struct ScheduleDueTests {
    struct Case: Sendable {
        let now: String
        var since = "2026-03-01T12:00"
        var lastFire: String?
        var lastSuccess: String?
        var lastStart: String?
        let decision: Expected
        /// Since when a start has been due.
        var overdue: String?

        enum Expected: Sendable {
            case notDue(next: String)
            case due(String)
            case tooLate(String, by: Duration)
        }
    }

    private func check(_ row: Case, _ policy: SchedulePolicy, fraction: Double = 0) throws {
        let past = SchedulePast(
            since: try instant(row.since), lastFire: try row.lastFire.map(instant),
            lastSuccess: try row.lastSuccess.map(instant), lastStart: try row.lastStart.map(instant))
        let expected: DueDecision =
            switch row.decision {
            case .notDue(let next): .notDue(next: try instant(next))
            case .due(let fire): .due(fire: try instant(fire))
            case .tooLate(let fire, let by): .tooLate(fire: try instant(fire), by: by)
            }
        let now = try instant(row.now)
        #expect(policy.decision(at: now, past: past) { _ in fraction } == expected)
        let overdue = try row.overdue.map(instant)
        #expect(policy.overdue(at: now, past: past) { _ in fraction } == overdue)
    }

    private func daily(window: Duration? = nil, jitter: Duration = .zero) throws -> SchedulePolicy {
        try SchedulePolicy(.cron(CronSchedule(text: "0 3 * * *"), in: .utc, window: window), jitter: jitter)
    }

    @Test(
        "a cron schedule is due from its time on, and missed times are caught up once",
        arguments: [
            Case(now: "2026-03-01T13:00", decision: .notDue(next: "2026-03-02T03:00")),
            Case(now: "2026-03-02T02:59", decision: .notDue(next: "2026-03-02T03:00")),
            Case(now: "2026-03-02T03:00", decision: .due("2026-03-02T03:00"), overdue: "2026-03-02T03:00"),
            Case(now: "2026-03-02T23:00", decision: .due("2026-03-02T03:00"), overdue: "2026-03-02T03:00"),
            Case(now: "2026-03-09T01:00", decision: .due("2026-03-08T03:00"), overdue: "2026-03-02T03:00"),
            Case(now: "2026-03-02T04:00", lastFire: "2026-03-02T03:00", decision: .notDue(next: "2026-03-03T03:00")),
            Case(
                now: "2026-03-05T04:00", lastFire: "2026-03-02T03:00", decision: .due("2026-03-05T03:00"),
                overdue: "2026-03-03T03:00"),
            // A schedule that came into force again.
            Case(
                now: "2026-03-05T04:00", since: "2026-03-05T03:30", lastFire: "2026-02-02T03:00",
                decision: .notDue(next: "2026-03-06T03:00")),
            // The machine's clock was set back.
            Case(now: "2026-03-05T04:00", lastFire: "2026-03-06T03:00", decision: .notDue(next: "2026-03-07T03:00")),
            // `every` alone counts from these.
            Case(
                now: "2026-03-02T03:00", lastSuccess: "2026-03-02T02:00", lastStart: "2026-03-02T02:30",
                decision: .due("2026-03-02T03:00"), overdue: "2026-03-02T03:00"),
        ])
    func cron(row: Case) throws { try check(row, daily()) }

    @Test(
        "jitter moves the start, the window counts from there, and what is too late is said",
        arguments: [
            Case(now: "2026-03-02T03:04", decision: .notDue(next: "2026-03-02T03:05")),
            Case(now: "2026-03-02T03:05", decision: .due("2026-03-02T03:00"), overdue: "2026-03-02T03:05"),
            Case(now: "2026-03-02T05:05", decision: .due("2026-03-02T03:00"), overdue: "2026-03-02T03:05"),
            Case(
                now: "2026-03-02T05:06", decision: .tooLate("2026-03-02T03:00", by: .seconds(60)),
                overdue: "2026-03-02T03:05"),
            Case(
                now: "2026-03-04T02:00", decision: .tooLate("2026-03-03T03:00", by: .seconds(20 * 3_600 + 3_300)),
                overdue: "2026-03-02T03:05"),
            // The one of today has not started yet, so that of yesterday counts.
            Case(
                now: "2026-03-04T03:01", decision: .tooLate("2026-03-03T03:00", by: .seconds(21 * 3_600 + 3_360)),
                overdue: "2026-03-02T03:05"),
            Case(now: "2026-03-02T06:00", lastFire: "2026-03-02T03:00", decision: .notDue(next: "2026-03-03T03:05")),
        ])
    func window(row: Case) throws {
        try check(row, daily(window: .seconds(7_200), jitter: .seconds(600)), fraction: 0.5)
    }

    @Test(
        "every is due at once, then that long after the last success, and after a failure not at each call",
        arguments: [
            Case(now: "2026-03-01T12:00", decision: .due("2026-03-01T12:00"), overdue: "2026-03-01T12:00"),
            Case(now: "2026-03-09T12:00", decision: .due("2026-03-01T12:00"), overdue: "2026-03-01T12:00"),
            Case(now: "2026-03-02T12:00", lastSuccess: "2026-03-01T13:00", decision: .notDue(next: "2026-03-03T13:05")),
            Case(
                now: "2026-03-03T13:05", lastSuccess: "2026-03-01T13:00", decision: .due("2026-03-03T13:00"),
                overdue: "2026-03-03T13:05"),
            // A success from before the schedule counts, but what would have been due before it is due now.
            Case(now: "2026-03-01T12:00", lastSuccess: "2026-02-28T00:00", decision: .notDue(next: "2026-03-02T00:05")),
            Case(
                now: "2026-03-01T12:00", lastSuccess: "2026-01-01T00:00", decision: .due("2026-03-01T12:00"),
                overdue: "2026-03-01T12:00"),
            Case(now: "2026-03-01T12:30", lastStart: "2026-03-01T12:00", decision: .notDue(next: "2026-03-01T13:00")),
            Case(
                now: "2026-03-01T13:00", lastStart: "2026-03-01T12:00", decision: .due("2026-03-01T12:00"),
                overdue: "2026-03-01T13:00"),
            Case(
                now: "2026-03-03T13:30", lastSuccess: "2026-03-01T13:00", lastStart: "2026-03-03T13:05",
                decision: .notDue(next: "2026-03-03T14:05")),
            // `cron` alone counts from this.
            Case(
                now: "2026-03-01T12:00", lastFire: "2026-03-01T12:00", decision: .due("2026-03-01T12:00"),
                overdue: "2026-03-01T12:00"),
        ])
    func every(row: Case) throws {
        try check(row, SchedulePolicy(.every(.seconds(48 * 3_600)), jitter: .seconds(600)), fraction: 0.5)
    }

    @Test("where nobody knows since when a schedule is in force, what was missed last is caught up once")
    func unknownBeginning() throws {
        let now = try instant("2026-03-05T04:00")
        let fire = try instant("2026-03-05T03:00")
        for (policy, due) in [(try daily(), fire), (try SchedulePolicy(.every(.seconds(172_800))), now)] {
            var past = SchedulePast(since: nil)
            #expect(policy.decision(at: now, past: past) { _ in 0 } == .due(fire: due))
            #expect(policy.overdue(at: now, past: past) { _ in 0 } == due)
            past.lastFire = fire
            past.lastSuccess = now
            let later = now + 60
            #expect(policy.overdue(at: later, past: past) { _ in 0 } == nil)
            guard case .notDue(next: let next?) = policy.decision(at: later, past: past, fraction: { _ in 0 }) else {
                Issue.record("it is due again")
                return
            }
            #expect(next > later && next <= now + 172_800)
        }
        let window = try daily(window: .seconds(1_800))
        #expect(
            window.decision(at: now, past: SchedulePast(since: nil)) { _ in 0 }
                == .tooLate(fire: fire, by: .seconds(1_800)))
    }

    @Test("past the last year that is counted nobody looks for the next time without end")
    func lastYear() throws {
        let minutely = try CronSchedule(text: "* * * * *")
        let policy = try SchedulePolicy(.cron(minutely, in: .utc, window: nil), jitter: .seconds(3_600))
        let end = Date(timeIntervalSince1970: 253_402_300_799)
        for moment in [end, end + 86_400 * 366 * 1_000] {
            let past = SchedulePast(since: moment)
            guard case .notDue = policy.decision(at: moment, past: past, fraction: { _ in 0.5 }) else {
                Issue.record("it is due")
                return
            }
        }
    }

    @Test("a short interval is also the wait after a failure")
    func shortInterval() throws {
        let row = Case(
            now: "2026-03-01T12:04", lastStart: "2026-03-01T12:00", decision: .notDue(next: "2026-03-01T12:05"))
        try check(row, SchedulePolicy(.every(.seconds(300))))
    }

    @Test("a jitter longer than the time to the next start neither starves a plan nor runs it twice")
    func longJitter() throws {
        let hourly = try CronSchedule(text: "0 * * * *")
        let policy = try SchedulePolicy(.cron(hourly, in: .utc, window: nil), jitter: .seconds(3 * 3_600))
        let fraction: (Date) -> Double = { Double(Int($0.timeIntervalSince1970) / 3_600 * 7 % 10) / 10 }
        let start = try instant("2026-03-01T00:30")
        var past = SchedulePast(since: start)
        var fires: [Date] = []
        var now = start
        while fires.count < 50 {
            switch policy.decision(at: now, past: past, fraction: fraction) {
            case .due(let fire):
                #expect(fire > fires.last ?? .distantPast)
                #expect(policy.overdue(at: now, past: past, fraction: fraction) == now)
                fires.append(fire)
                past.lastFire = fire
            case .notDue(next: let next?):
                #expect(next > now && next < now + 4 * 3_600)
                now = next
            default: Issue.record("\(now) has no next start"); return
            }
        }
    }

    @Test(
        "a fraction outside its bounds starts a run no earlier than its time and no later than the jitter",
        arguments: [
            (-1.0, 0.0), (.nan, 0), (0.999_999, 599), (1, 600), (7, 600),
        ])
    func fractions(fraction: Double, seconds: Double) throws {
        let start = try instant("2026-03-01T12:00")
        let past = SchedulePast(since: start)
        let next = try instant("2026-03-02T03:00") + seconds
        let policy = try daily(jitter: .seconds(600))
        #expect(policy.decision(at: start, past: past) { _ in fraction } == .notDue(next: next))
    }

    @Test(
        "durations that make no sense are refused",
        arguments: [
            (30, nil, 0, "the interval of every is 30s; write 1m or more"),
            (nil, 0, 0, "the window is 0ms; write 1m or more"),
            (nil, nil, 90_000, "the jitter is 25h; write 1d or less"),
        ] as [(Int?, Int?, Int, String)])
    func refusals(every: Int?, window: Int?, jitter: Int, refusal: String) throws {
        let cron = SchedulePolicy.Trigger.cron(
            try CronSchedule(text: "@daily"), in: .utc, window: window.map { .seconds($0) })
        let trigger = every.map { .every(.seconds($0)) } ?? cron
        let error = #expect(throws: InvalidInput.self) { try SchedulePolicy(trigger, jitter: .seconds(jitter)) }
        #expect(error?.description == refusal)
    }
}
