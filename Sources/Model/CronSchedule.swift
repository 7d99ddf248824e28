/// A schedule as a crontab line has it: five fields, or `@daily` and similar words.
///
/// The two fields of the day combine as in Vixie cron: if both are restricted (neither starts with `*`), either may
/// match; otherwise both must.
package struct CronSchedule: Sendable, Equatable {
    /// As it was written.
    package let text: String
    let minutes: CronField
    let hours: CronField
    let daysOfMonth: CronField
    let months: CronField
    let daysOfWeek: CronField

    /// - Throws: `InvalidInput` for anything else, and for dates that occur in no year.
    package init(text: String) throws {
        self.text = text
        let fields = try Self.fields(of: text)
        minutes = try CronField(fields[0], .minute)
        hours = try CronField(fields[1], .hour)
        daysOfMonth = try CronField(fields[2], .dayOfMonth)
        months = try CronField(fields[3], .month)
        daysOfWeek = try CronField(fields[4], .dayOfWeek)
        guard hasDate else {
            throw InvalidInput(
                "\(quoted(text)) never occurs", fix: "write a day of the month that one of its months has")
        }
    }

    /// Neither minute nor hour starts with `*`: then a clock change never makes it miss a day or run twice.
    var isAtFixedTime: Bool { !minutes.startsWithStar && !hours.startsWithStar }

    var needsBothDays: Bool { daysOfMonth.startsWithStar || daysOfWeek.startsWithStar }

    private var hasDate: Bool {
        guard needsBothDays, let first = daysOfMonth.first(from: 1) else { return true }
        // Every day of the month, 29 February included, falls on every day of the week in some year.
        return (1...12).contains { months.contains($0) && first <= CivilDate.longest(month: $0) }
    }

    /// Source: crontab(5); `@quarterly` as in systemd.time(7).
    private static let named = [
        "@hourly": "0 * * * *", "@daily": "0 0 * * *", "@midnight": "0 0 * * *", "@weekly": "0 0 * * 0",
        "@monthly": "0 0 1 * *", "@quarterly": "0 0 1 1,4,7,10 *", "@yearly": "0 0 1 1 *", "@annually": "0 0 1 1 *",
    ]

    /// Five of them.
    private static func fields(of text: String) throws -> [String] {
        let words = text.split { $0 == " " || $0 == "\t" }.map(String.init)
        if let first = words.first, first.hasPrefix("@") {
            guard words.count == 1, let fields = named[first] else { throw invalidName(text, first) }
            return fields.split(separator: " ").map(String.init)
        }
        let order = "minute, hour, day of the month, month, day of the week"
        guard words.count != 6 else {
            throw InvalidInput(
                "\(quoted(text)) has 6 fields, and cron has no field for seconds or years", fix: "write five: \(order)")
        }
        guard words.count == 5 else {
            throw InvalidInput("\(quoted(text)) has \(counted(words.count, "field"))", fix: "write five: \(order)")
        }
        return words
    }

    private static func invalidName(_ text: String, _ first: String) -> InvalidInput {
        switch first {
        case "@reboot":
            InvalidInput(
                "@reboot is not a time, and a plan does not run because a machine started", fix: "write @daily")
        case "@every":
            InvalidInput("\(quoted(text)) is not a cron schedule", fix: "write every: instead of cron:")
        default:
            InvalidInput(
                "\(quoted(text)) is not a schedule",
                fix: "write five fields, or @hourly, @daily, @midnight, @weekly, @monthly, @quarterly, @yearly or "
                    + "@annually")
        }
    }
}
