import Model

/// When a plan is due: `cron` with `timezone` and `window`, or `every`; and `jitter`.
enum ScheduleFields {
    static func read(_ field: Field) throws -> SchedulePolicy {
        let fields = try field.mapping(known: ["cron", "timezone", "window", "every", "jitter"])
        let jitter = try fields["jitter"]?.duration() ?? .zero
        switch (fields["cron"], fields["every"]) {
        case (let cron?, nil):
            let text = try cron.nonEmptyText()
            let schedule = try cron.placed { try CronSchedule(text: text) }
            let zone = try fields["timezone"].map(zone) ?? .utc
            let window = try fields["window"]?.duration()
            return try (fields["window"] ?? field).placed {
                try SchedulePolicy(.cron(schedule, in: zone, window: window), jitter: jitter)
            }
        case (nil, let every?):
            for name in ["timezone", "window"] {
                if let other = fields[name] {
                    throw other.wrong(
                        "\(name) is only for cron, because every counts from the last success", fix: "leave it out")
                }
            }
            let interval = try every.duration()
            return try every.placed { try SchedulePolicy(.every(interval), jitter: jitter) }
        case (let cron?, _?): throw cron.wrong("cron and every are both set", fix: "keep one of them")
        case (nil, nil):
            throw field.wrong("the schedule has no time", fix: "write cron: \"0 3 * * *\" or every: 30d")
        }
    }

    private static func zone(_ field: Field) throws -> NamedZone {
        let text = try field.nonEmptyText()
        return try field.placed { try NamedZone(text) }
    }
}
