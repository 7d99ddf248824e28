import Foundation
import Testing

@testable import Model

@Suite struct CronTextTests {
    @Test(
        "a field is the set of its values",
        arguments: [
            ("*/20", .minute, [0, 20, 40]), ("1,5-7", .minute, [1, 5, 6, 7]), ("50-59/4", .minute, [50, 54, 58]),
            ("*/60", .minute, [0]), ("05", .hour, [5]), ("20-23", .hour, [20, 21, 22, 23]),
            ("*/10", .dayOfMonth, [1, 11, 21, 31]), ("jan-Mar,DEC", .month, [1, 2, 3, 12]),
            ("*/5", .month, [1, 6, 11]),
            ("7", .dayOfWeek, [0]), ("5-7", .dayOfWeek, [0, 5, 6]), ("fri-sun", .dayOfWeek, [0, 5, 6]),
            ("sun-tue", .dayOfWeek, [0, 1, 2]), ("Sun-sun", .dayOfWeek, [0]),
            ("0-7", .dayOfWeek, [0, 1, 2, 3, 4, 5, 6]),
            ("mon-sun/2", .dayOfWeek, [0, 1, 3, 5]), ("*/3", .dayOfWeek, [0, 3, 6]), ("*/7", .dayOfWeek, [0]),
        ] as [(String, CronField.Kind, [Int])])
    func fields(text: String, kind: CronField.Kind, values: [Int]) throws {
        let field = try CronField(text, kind)
        #expect((0..<64).filter(field.contains) == values)
        #expect((0..<64).map { field.first(from: $0) } == (0..<64).map { lowest in values.first { $0 >= lowest } })
        #expect((0..<64).map { field.last(through: $0) } == (0..<64).map { highest in values.last { $0 <= highest } })
        #expect(field.startsWithStar == text.hasPrefix("*"))
    }

    @Test(
        "what is no field is refused with what to write",
        arguments: [
            ("60", .minute, #""60" is not a valid minute; write 0 to 59"#),
            ("-1", .minute, #"the minute "-1" has an empty part; write a value on both sides of , - and /"#),
            ("1,,2", .minute, #"the minute "1,,2" has an empty part; write a value on both sides of , - and /"#),
            ("+5", .minute, #""+5" is not a valid minute; write 0 to 59"#),
            ("٣", .minute, #""٣" is not a valid minute; write 0 to 59"#),
            ("99999999999999999999", .hour, #""99999999999999999999" is not a valid hour; write 0 to 23"#),
            ("1-2-3", .hour, #""2-3" is not a valid hour; write 0 to 23"#),
            ("*5", .hour, #""*5" is not a valid hour; write 0 to 23"#),
            ("3-", .hour, #"the hour "3-" has an empty part; write a value on both sides of , - and /"#),
            ("*-5", .hour, #""*" is not a valid hour; write 0 to 23"#),
            ("mon", .hour, #""mon" is not a valid hour; write 0 to 23"#),
            ("L", .dayOfMonth, #""L" is not a valid day of the month; write 1 to 31"#),
            ("0", .dayOfMonth, #""0" is not a valid day of the month; write 1 to 31"#),
            ("january", .month, #""january" is not a valid month; write 1 to 12 or jan to dec"#),
            ("8", .dayOfWeek, #""8" is not a valid day of the week; write 0 to 7 or sun to sat"#),
            ("fri#2", .dayOfWeek, ##""fri#2" is not a valid day of the week; write 0 to 7 or sun to sat"##),
            ("5/15", .minute, #"the minute "5/15" has a step without a range; write 5-59/15"#),
            ("mon/2", .dayOfWeek, #"the day of the week "mon/2" has a step without a range; write mon-7/2"#),
            ("*/0", .minute, #"the minute "*/0" has a step outside 1 to 60; write it like */15"#),
            ("*/90", .minute, #"the minute "*/90" has a step outside 1 to 60; write it like */15"#),
            ("*/", .hour, #"the hour "*/" has an empty part; write a value on both sides of , - and /"#),
            ("*/2/3", .month, #"the month "*/2/3" has a step outside 1 to 12; write it like */3"#),
            ("1-5/x", .dayOfWeek, #"the day of the week "1-5/x" has a step outside 1 to 7; write it like */2"#),
            ("22-2", .hour, #"the hour "22-2" ends before it begins; write 22-23,0-2"#),
            ("nov-jan", .month, #"the month "nov-jan" ends before it begins; write 11-12,1"#),
            ("sat-mon", .dayOfWeek, #"the day of the week "sat-mon" ends before it begins; write 6-7,1"#),
            ("5-0", .dayOfWeek, #"the day of the week "5-0" ends before it begins; write 5-7"#),
        ] as [(String, CronField.Kind, String)])
    func noFields(text: String, kind: CronField.Kind, refusal: String) {
        let error = #expect(throws: InvalidInput.self) { try CronField(text, kind) }
        #expect(error?.description == refusal)
    }

    @Test(
        "what is not a schedule is refused with a reason and what to write",
        arguments: [
            ("", #""" has 0 fields; write five: minute, hour, day of the month, month, day of the week"#),
            ("0 3 * *", #""0 3 * *" has 4 fields; write five: minute, hour, day of the month, month, day of the week"#),
            (
                "0 0 3 * * *",
                #""0 0 3 * * *" has 6 fields, and cron has no field for seconds or years; "#
                    + "write five: minute, hour, day of the month, month, day of the week"
            ),
            ("@reboot", "@reboot is not a time, and a plan does not run because a machine started; write @daily"),
            ("@every 1h", #""@every 1h" is not a cron schedule; write every: instead of cron:"#),
            (
                "@Daily",
                #""@Daily" is not a schedule; "#
                    + "write five fields, or @hourly, @daily, @midnight, @weekly, @monthly, @quarterly, @yearly or @annually"
            ),
            ("0 0 30 2 *", #""0 0 30 2 *" never occurs; write a day of the month that one of its months has"#),
            (
                "0 0 31 2-6/2,9,11 *",
                #""0 0 31 2-6/2,9,11 *" never occurs; write a day of the month that one of its months has"#
            ),
        ])
    func noSchedules(text: String, refusal: String) {
        let error = #expect(throws: InvalidInput.self) { try CronSchedule(text: text) }
        #expect(error?.description == refusal)
    }

    @Test(
        "the named schedules are what they stand for",
        arguments: [
            ("@hourly", "2026-05-13T11:00"), ("@daily", "2026-05-14T00:00"), ("@midnight", "2026-05-14T00:00"),
            ("@weekly", "2026-05-17T00:00"), ("@monthly", "2026-06-01T00:00"), ("@quarterly", "2026-07-01T00:00"),
            ("@yearly", "2027-01-01T00:00"),
            ("@annually", "2027-01-01T00:00"),
        ])
    func named(text: String, next: String) throws {
        let schedule = try CronSchedule(text: text)
        #expect(schedule.text == text)
        #expect(try schedule.next(after: instant("2026-05-13T10:20"), in: .gmt) == instant(next))
    }

    @Test(
        "either day may match where both are restricted, otherwise both must",
        arguments: [
            // From Wednesday, 2026-05-13, noon.
            ("0 0 20 * mon", "2026-05-18T00:00"), ("0 0 15 * mon", "2026-05-15T00:00"),
            ("0 0 * * mon", "2026-05-18T00:00"),
            ("0 0 20 * *", "2026-05-20T00:00"), ("0 0 */2 * mon", "2026-05-25T00:00"),
            ("0 0 14 * */3", "2026-06-14T00:00"),
            ("0 0 1-31 * mon", "2026-05-14T00:00"), ("0 0 30 2 mon", "2027-02-01T00:00"),
        ])
    func days(text: String, next: String) throws {
        #expect(try CronSchedule(text: text).next(after: instant("2026-05-13T12:00"), in: .gmt) == instant(next))
    }

    @Test(
        "rare dates are found, forwards and backwards",
        arguments: [
            ("0 0 29 2 *", "2024-02-29T00:00", "2028-02-29T00:00"),
            ("0 0 29 2 */7", "2004-02-29T00:00", "2032-02-29T00:00"),
            ("59 23 31 12 *", "2025-12-31T23:59", "2026-12-31T23:59"),
        ])
    func rare(text: String, before: String, after: String) throws {
        let (schedule, now) = (try CronSchedule(text: text), try instant("2026-05-13T12:00"))
        #expect(try schedule.next(after: now, in: .gmt) == instant(after))
        #expect(try schedule.latest(atOrBefore: now, in: .gmt, notBefore: .distantPast) == instant(before))
        #expect(try schedule.latest(atOrBefore: now, in: .gmt, notBefore: instant(before)) == nil)
        #expect(try schedule.latest(atOrBefore: instant(before), in: .gmt, notBefore: .distantPast) == instant(before))
        #expect(try schedule.next(after: instant(before), in: .gmt) == instant(after))
        #expect(try schedule.next(after: instant(before) - 0.5, in: .gmt) == instant(before))
    }

    @Test(
        "no date is too far", arguments: [.nan, .infinity, -.infinity, -1e300, 1e300, -62_135_596_800, 253_402_300_799])
    func extremes(seconds: Double) throws {
        let (schedule, date) = (try CronSchedule(text: "0 3 * * *"), Date(timeIntervalSince1970: seconds))
        for name in ["UTC", "Europe/Paris"] {
            let zone = try NamedZone(name).zone
            #expect(schedule.next(after: date, in: zone) != nil)
            _ = schedule.latest(atOrBefore: date, in: zone, notBefore: date - 1e12)
            _ = schedule.latest(atOrBefore: .now, in: zone, notBefore: date)
        }
    }

    @Test(
        "zones are those of the tz database",
        arguments: ["", "Europe/Nowhere", "europe/paris", "PST", "GMT+2", "+01:00", "../etc/passwd", "Z"])
    func noZones(name: String) {
        let error = #expect(throws: InvalidInput.self) { try NamedZone(name) }
        #expect(error?.description == "\(quoted(name)) is not a time zone; write a name like Europe/Paris, or UTC")
    }

    @Test("a zone keeps the name that it was given", arguments: ["UTC", "Europe/Paris", "US/Eastern", "Etc/GMT-14"])
    func zones(name: String) throws {
        #expect(try NamedZone(name).name == name)
        #expect(try NamedZone(name) == NamedZone(name))
    }
}
