/// When a plan is due: its `schedule`.
package struct SchedulePolicy: Sendable, Equatable {
    package enum Trigger: Sendable, Equatable {
        /// `window`: how long after its time a run may still start; nil: until the next time.
        case cron(CronSchedule, in: NamedZone, window: Duration?)
        /// Counted from the last success.
        case every(Duration)
    }

    package let trigger: Trigger
    /// The maximum delay of a start after its time, up to a day; the caller's fraction decides the actual delay.
    package let jitter: Duration

    package static let maxJitter: Duration = .seconds(86_400)
    /// The scheduler that calls rekey does so at most once a minute.
    package static let minInterval: Duration = .seconds(60)

    /// - Throws: `InvalidInput` for a window or interval under a minute, and for a jitter over a day.
    package init(_ trigger: Trigger, jitter: Duration = .zero) throws {
        switch trigger {
        case .cron(_, in: _, window: let window?) where window < Self.minInterval:
            throw InvalidInput("the window is \(window.text)", fix: "write 1m or more")
        case .every(let interval) where interval < Self.minInterval:
            throw InvalidInput("the interval of every is \(interval.text)", fix: "write 1m or more")
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
