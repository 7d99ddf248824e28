package import Foundation

/// What is due, computed from the clock and the record alone.
///
/// `fraction` gives a time's share of the jitter, 0 to below 1: always the same for the same plan and time.
extension SchedulePolicy {
    package func decision(at now: Date, past: SchedulePast, fraction: @escaping (Date) -> Double) -> DueDecision {
        switch trigger {
        case .cron(let schedule, in: let zone, window: let window):
            let times = Times(schedule: schedule, zone: zone.zone, start: { start(of: $0, fraction) })
            let floor = past.handled ?? times.beforeLatest(at: now)
            guard let fire = times.latest(startedBy: now, after: floor) else {
                return .notDue(next: times.earliestStart(after: floor))
            }
            let lateness = Duration.seconds(now.timeIntervalSince(start(of: fire, fraction)))
            if let window, lateness > window { return .tooLate(fire: fire, by: lateness - window) }
            return .due(fire: fire)
        case .every(let interval):
            let (fire, start) = due(every: interval, past, now, fraction)
            return start <= now ? .due(fire: fire) : .notDue(next: start)
        }
    }

    /// Since when a run has been due, whatever its window is; nil if none is due.
    package func overdue(at now: Date, past: SchedulePast, fraction: @escaping (Date) -> Double) -> Date? {
        let first: Date?
        switch trigger {
        case .cron(let schedule, in: let zone, window: _):
            let times = Times(schedule: schedule, zone: zone.zone, start: { start(of: $0, fraction) })
            first = times.earliestStart(after: past.handled ?? times.beforeLatest(at: now))
        case .every(let interval):
            first = due(every: interval, past, now, fraction).start
        }
        return first.flatMap { $0 <= now ? $0 : nil }
    }

    /// When the first run was due after the schedule became effective; `nil` if the effective date is not known.
    package func firstStart(past: SchedulePast, fraction: @escaping (Date) -> Double) -> Date? {
        guard let since = past.since else { return nil }
        switch trigger {
        case .cron(let schedule, in: let zone, window: _):
            return Times(schedule: schedule, zone: zone.zone, start: { start(of: $0, fraction) })
                .earliestStart(after: since)
        case .every: return since
        }
    }

    /// After a run that did not succeed it is due again, but not at each call.
    package static let longestWaitAfterFailure: Duration = .seconds(3_600)

    private func due(
        every interval: Duration, _ past: SchedulePast, _ now: Date, _ fraction: (Date) -> Double
    ) -> (fire: Date, start: Date) {
        let next = past.lastSuccess.map { $0 + interval.inSeconds }
        // If the effective date is not known, only the last success counts; without one it is due at once.
        let since = past.since ?? min(next ?? now, now)
        let counted = next ?? since
        let fire = max(counted, since)
        let regular = counted > since ? start(of: fire, fraction) : fire
        guard let lastStart = past.lastStart else { return (fire, regular) }
        return (fire, max(regular, lastStart + min(interval, Self.longestWaitAfterFailure).inSeconds))
    }

    /// Delay after `fire`, in whole seconds.
    private func start(of fire: Date, _ fraction: (Date) -> Double) -> Date {
        let share = fraction(fire)
        return fire + (share > 0 ? (jitter.inSeconds * min(share, 1)).rounded(.down) : 0)
    }

    /// A schedule's times and the moments at which their runs start. With a long jitter the order of the two may
    /// differ.
    private struct Times {
        let schedule: CronSchedule
        let zone: TimeZone
        let start: (Date) -> Date

        /// The latest time whose run must have started by `now`.
        func latest(startedBy now: Date, after floor: Date) -> Date? {
            var upper = now
            while let fire = schedule.latest(atOrBefore: upper, in: zone, notBefore: floor) {
                if start(fire) <= now { return fire }
                upper = fire - 1
            }
            return nil
        }

        /// A lower bound that leaves the latest time to be caught up.
        func beforeLatest(at now: Date) -> Date {
            schedule.latest(atOrBefore: now, in: zone, notBefore: .distantPast).map { $0 - 1 } ?? now
        }

        func earliestStart(after floor: Date) -> Date? {
            guard var fire = schedule.next(after: floor, in: zone) else { return nil }
            var earliest = start(fire)
            // After the last supported year the same time is returned again.
            while let next = schedule.next(after: fire, in: zone), next > fire, next < earliest {
                fire = next
                earliest = min(earliest, start(next))
            }
            return earliest
        }
    }
}

extension SchedulePast {
    /// Times up to here are not considered; `nil` if the bound is not known.
    fileprivate var handled: Date? { [lastFire, since].compactMap { $0 }.max() }
}
