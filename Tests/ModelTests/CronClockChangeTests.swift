import Foundation
import Testing

@testable import Model

/// What Vixie cron does when the clocks change. Each case: a schedule, from when, until when, and all times in between.
@Suite struct CronClockChangeTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let schedule: String
        let zone: String
        let from: String
        let until: String
        let times: [String]

        var testDescription: String { "\(schedule) in \(zone) from \(from)" }
    }

    /// - Parameter rows: schedules with their times, the latter without the date.
    private static func cases(
        _ zone: String, _ from: String, _ until: String, _ rows: KeyValuePairs<String, [String]>
    ) -> [Case] {
        rows.map { schedule, times in
            Case(
                schedule: schedule, zone: zone, from: from, until: until,
                times: times.map { $0.count > 11 ? $0 : "\(from.prefix(11))\($0)" })
        }
    }

    private func check(_ row: Case) throws {
        let (schedule, zone) = (try CronSchedule(text: row.schedule), try NamedZone(row.zone).zone)
        let (from, until, times) = try (instant(row.from), instant(row.until), row.times.map(instant))
        var upwards: [Date] = []
        while let next = schedule.next(after: upwards.last ?? from - 1, in: zone), next < until { upwards.append(next) }
        #expect(upwards == times)
        var downwards: [Date] = []
        while let previous = schedule.latest(
            atOrBefore: (downwards.last ?? until) - 1, in: zone, notBefore: from - 1)
        {
            downwards.append(previous)
        }
        #expect(downwards == times.reversed())
    }

    @Test(
        "an hour is skipped: a job at a fixed time runs at the change, once; the others have no such hour",
        arguments: cases(
            "Europe/Paris", "2026-03-29T00:00+01:00", "2026-03-29T05:00+02:00",
            [
                "30 2 * * *": ["03:00+02:00"], "0,15,30 2 * * *": ["03:00+02:00"], "0 2,3 * * *": ["03:00+02:00"],
                "30 2 29 3 *": ["03:00+02:00"], "30 2 * * sun": ["03:00+02:00"], "30 2 30 3 *": [],
                "59 1 * * *": ["01:59+01:00"], "0 3 * * *": ["03:00+02:00"], "1 3 * * *": ["03:01+02:00"],
                "30 1-3 * * *": ["01:30+01:00", "03:00+02:00", "03:30+02:00"],
                "*/30 2 * * *": [], "30 */2 * * *": ["00:30+01:00", "04:30+02:00"],
                "30 * * * *": ["00:30+01:00", "01:30+01:00", "03:30+02:00", "04:30+02:00"],
            ])
            + cases(
                "America/New_York", "2026-03-08T00:00-05:00", "2026-03-08T04:00-04:00",
                [
                    "30 2 * * *": ["03:00-04:00"], "15 2,3 * * *": ["03:00-04:00", "03:15-04:00"], "* 2 * * *": [],
                    "0 * * * *": ["00:00-05:00", "01:00-05:00", "03:00-04:00"],
                ])
            + cases(
                "Europe/Dublin", "2026-03-29T00:00+00:00", "2026-03-29T03:00+01:00",
                [
                    "30 1 * * *": ["02:00+01:00"],
                    "*/30 0-2 * * *": ["00:00+00:00", "00:30+00:00", "02:00+01:00", "02:30+01:00"],
                ]
            )
            + cases(
                // The end of Ramadan.
                "Africa/Casablanca", "2026-03-22T00:00+00:00", "2026-03-22T04:00+01:00",
                ["30 2 * * *": ["03:00+01:00"], "30 * * * *": ["00:30+00:00", "01:30+00:00", "03:30+01:00"]]))
    func skippedHour(row: Case) throws { try check(row) }

    @Test(
        "an hour is doubled: a job at a fixed time runs the first time only; the others run in both",
        arguments: cases(
            "Europe/Paris", "2026-10-25T00:00+02:00", "2026-10-25T04:00+01:00",
            [
                "30 2 * * *": ["02:30+02:00"], "0 2 * * *": ["02:00+02:00"], "0 3 * * *": ["03:00+01:00"],
                "0-59/30 2 * * *": ["02:00+02:00", "02:30+02:00"],
                "*/30 2 * * *": ["02:00+02:00", "02:30+02:00", "02:00+01:00", "02:30+01:00"],
                "30 * * * *": ["00:30+02:00", "01:30+02:00", "02:30+02:00", "02:30+01:00", "03:30+01:00"],
            ])
            + cases(
                "America/New_York", "2026-11-01T00:00-04:00", "2026-11-01T03:00-05:00",
                [
                    "30 1 * * *": ["01:30-04:00"], "30 1,2 * * *": ["01:30-04:00", "02:30-05:00"],
                    "0 */1 * * *": ["00:00-04:00", "01:00-04:00", "01:00-05:00", "02:00-05:00"],
                ])
            + cases(
                // The beginning of Ramadan.
                "Africa/Casablanca", "2026-02-15T01:00+01:00", "2026-02-15T04:00+00:00",
                [
                    "30 2 * * *": ["02:30+01:00"],
                    "30 * * * *": ["01:30+01:00", "02:30+01:00", "02:30+00:00", "03:30+00:00"],
                ]))
    func doubledHour(row: Case) throws { try check(row) }

    @Test(
        "half an hour is skipped or doubled",
        arguments: cases(
            "Australia/Lord_Howe", "2026-10-04T01:00+10:30", "2026-10-04T03:00+11:00",
            [
                "10,20 2 * * *": ["02:30+11:00"], "45 2 * * *": ["02:45+11:00"],
                "*/15 2 * * *": ["02:30+11:00", "02:45+11:00"],
            ])
            + cases(
                "Australia/Lord_Howe", "2026-04-05T01:00+11:00", "2026-04-05T02:30+10:30",
                [
                    "45 1 * * *": ["01:45+11:00"], "0 2 * * *": ["02:00+10:30"],
                    "*/30 1 * * *": ["01:00+11:00", "01:30+11:00", "01:30+10:30"],
                ]))
    func halfHour(row: Case) throws { try check(row) }

    @Test(
        "the clock changes at midnight",
        arguments: cases(
            "America/Sao_Paulo", "2018-11-03T12:00-03:00", "2018-11-04T12:00-02:00",
            [
                "@daily": ["2018-11-04T01:00-02:00"], "15 0 * * sun": ["2018-11-04T01:00-02:00"],
                "15 0 4 11 *": ["2018-11-04T01:00-02:00"], "15 0 3 11 *": [], "*/15 0 * * *": [],
            ])
            + cases(
                "America/Sao_Paulo", "2018-02-17T12:00-02:00", "2018-02-18T12:00-03:00",
                [
                    "@daily": ["2018-02-18T00:00-03:00"], "30 23 * * *": ["23:30-02:00"],
                    "30 23 * * sat": ["23:30-02:00"],
                    "*/30 23 * * *": ["23:00-02:00", "23:30-02:00", "23:00-03:00", "23:30-03:00"],
                ])
            + cases(
                "Africa/Cairo", "2026-04-23T12:00+02:00", "2026-04-24T12:00+03:00",
                ["30 0 * * fri": ["2026-04-24T01:00+03:00"], "30 23 * * *": ["23:30+02:00"]])
            + cases(
                "Asia/Beirut", "2026-10-24T12:00+03:00", "2026-10-25T12:00+02:00",
                ["@daily": ["2026-10-25T00:00+02:00"], "0 23 * * *": ["23:00+03:00"]]))
    func midnight(row: Case) throws { try check(row) }

    @Test(
        "a change by three hours or more is a correction: nothing is made up for, and what it doubled comes again",
        arguments: cases(
            // Samoa had no 30 December 2011.
            "Pacific/Apia", "2011-12-29T00:00-10:00", "2012-01-01T00:00+14:00",
            [
                "0 12 * * *": ["12:00-10:00", "2011-12-31T12:00+14:00"], "0 0 30 12 *": [], "0 12 * * fri": [],
                "0 */12 * * *": ["00:00-10:00", "12:00-10:00", "2011-12-31T00:00+14:00", "2011-12-31T12:00+14:00"],
            ])
            + cases(
                "Antarctica/Casey", "2018-03-11T00:00+11:00", "2018-03-11T05:00+08:00",
                ["30 2 * * *": ["02:30+11:00", "02:30+08:00"], "30 4 * * *": ["04:30+08:00"]]))
    func correction(row: Case) throws { try check(row) }

    @Test("a schedule that only names skipped times of a star never comes")
    func never() throws {
        let schedule = try CronSchedule(text: "*/5 2 25-31 3 */7")
        #expect(try schedule.next(after: instant("2026-01-01T00:00"), in: NamedZone("Europe/Paris").zone) == nil)
        #expect(try schedule.next(after: instant("2026-01-01T00:00"), in: .gmt) == instant("2026-03-29T02:00"))
    }

    @Test(
        "no change of a zone's offset is overlooked, daylight saving or not",
        arguments: [
            "Europe/Paris", "Europe/Moscow", "America/Caracas", "Asia/Pyongyang", "Africa/Casablanca", "Pacific/Apia",
        ])
    func stretches(name: String) throws {
        let zone = try NamedZone(name).zone
        let (first, limit) = try (instant("1990-01-01T00:00"), instant("2038-01-01T00:00"))
        let stretches = UTCOffsetInterval.all(
            from: Int(first.timeIntervalSince1970), until: Int(limit.timeIntervalSince1970), in: zone)
        #expect(stretches.count > 2)
        for (stretch, next) in zip(stretches, stretches.dropFirst()) {
            #expect(stretch.end == next.start && stretch.offset == next.offsetBefore && stretch.offset != next.offset)
        }
        for stretch in stretches {
            let offsets = stride(from: stretch.start, to: stretch.end, by: 3_600).map {
                zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double($0)))
            }
            #expect(Set(offsets) == [stretch.offset])
        }
    }
}
