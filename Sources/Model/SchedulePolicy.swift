/// When a plan is due: its `schedule`.
package struct SchedulePolicy: Sendable, Equatable {
    package enum Trigger: Sendable, Equatable {
        /// `window`: how long after its moment a run may still start; nil for as long as no later time has come.
        case cron(CronSchedule, in: NamedZone, window: Duration?)
        /// Counted from the last success.
        case every(Duration)
    }

    package let trigger: Trigger
    /// How much later than its time a run starts at most, at most a day; how much later, the caller's fraction says.
    package let jitter: Duration

    package static let maxJitter: Duration = .seconds(86_400)
    /// The scheduler that asks what is due comes once a minute at best.
    package static let minInterval: Duration = .seconds(60)

    /// - Throws: `InvalidInput` for a window or interval under a minute, and for a jitter over a day.
    package init(_ trigger: Trigger, jitter: Duration = .zero) throws {
        switch trigger {
        case .cron(_, in: _, window: let window?) where window < Self.minInterval:
            throw InvalidInput("the window is \(window.text)", fix: "write 1m or more")
        case .every(let interval) where interval < Self.minInterval:
            throw InvalidInput("every is \(interval.text)", fix: "write 1m or more")
        default: break
        }
        guard jitter >= .zero, jitter <= Self.maxJitter else {
            throw InvalidInput("the jitter is \(jitter.text)", fix: "write 1d or less")
        }
        self.trigger = trigger
        self.jitter = jitter
    }

    package var window: Duration? {
        if case .cron(_, in: _, let window) = trigger { window } else { nil }
    }
}
