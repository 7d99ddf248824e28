import Model
import Testing

@testable import SchedulerUnits

@Suite struct CallIntervalTests {
    @Test(
        "an interval is the same one for every scheduler",
        arguments: [
            (1, "* * * * *", "*-*-* *:0/1:00"), (5, "*/5 * * * *", "*-*-* *:0/5:00"),
            (30, "*/30 * * * *", "*-*-* *:0/30:00"), (60, "0 * * * *", "*-*-* *:00:00"),
            (120, "0 */2 * * *", "*-*-* 0/2:00:00"), (720, "0 */12 * * *", "*-*-* 0/12:00:00"),
            (1_440, "0 0 * * *", "*-*-* 00:00:00"),
        ])
    func spellings(minutes: Int, cron: String, calendar: String) throws {
        let interval = try CallInterval(minutes: minutes)
        #expect(interval.cron == cron)
        #expect(interval.calendar == calendar)
    }

    @Test(
        "what would limp at the end of an hour or a day is refused",
        arguments: [-5, 0, 7, 25, 59, 61, 90, 300, 1_439, 2_880])
    func uneven(minutes: Int) {
        #expect(throws: InvalidInput.self) { try CallInterval(minutes: minutes) }
    }

    @Test("systemd reads every interval", .enabled(if: OutsideProgram("systemd-analyze") != nil))
    func calendars() throws {
        let analyze = try #require(OutsideProgram("systemd-analyze"))
        let all = (1...1_440).compactMap { minutes in
            try? CallInterval(minutes: minutes)  // the others are refused, as they should be
        }
        #expect(all.count == 19)
        let (output, status) = try analyze.run(
            ["calendar", "--base-time=2030-01-01 00:00:00 UTC"] + all.map(\.calendar))
        #expect(status == 0, "\(output)")
    }
}
