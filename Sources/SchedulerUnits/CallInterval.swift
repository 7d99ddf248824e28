import Model

/// How often a scheduler calls rekey. The time between two calls is always the same, also over midnight.
package struct CallInterval: Sendable, Hashable {
    package let minutes: Int

    package static let fiveMinutes = CallInterval(unchecked: 5)

    /// - Throws: `InvalidInput` unless it divides an hour, or is whole hours that divide a day: the fields of a crontab
    ///   start again with each hour and each day (crontab(5)), so any other interval would be uneven there.
    package init(minutes: Int) throws {
        let isEven = (1..<60).contains(minutes) && 60 % minutes == 0
        let isWholeHours = minutes >= 60 && minutes % 60 == 0 && 1_440 % minutes == 0
        guard isEven || isWholeHours else {
            throw InvalidInput(
                "an interval of \(minutes) minutes does not divide an hour or a day",
                fix: "choose 1, 2, 3, 4, 5, 6, 10, 12, 15, 20 or 30 minutes, or 1, 2, 3, 4, 6, 8, 12 or 24 hours")
        }
        self.minutes = minutes
    }

    private init(unchecked minutes: Int) {
        self.minutes = minutes
    }

    private var hours: Int { minutes / 60 }

    /// Five fields. Source: crontab(5).
    package var cron: String {
        switch minutes {
        case 1: "* * * * *"
        case ..<60: "*/\(minutes) * * * *"
        case 60: "0 * * * *"
        case 1_440: "0 0 * * *"
        default: "0 */\(hours) * * *"
        }
    }

    /// A calendar event. Source: systemd.time(7).
    package var calendar: String {
        switch minutes {
        case ..<60: "*-*-* *:0/\(minutes):00"
        case 60: "*-*-* *:00:00"
        case 1_440: "*-*-* 00:00:00"
        default: "*-*-* 0/\(hours):00:00"
        }
    }
}
