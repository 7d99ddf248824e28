package import Foundation

extension SchedulePolicy {
    /// The maximum age of the last success if every run starts and ends as scheduled.
    ///
    /// One hour more than the schedule's longest gap, its window and its jitter: the run itself takes time, and a night
    /// on which the clock is put back is longer.
    package func longestAge(after date: Date) -> Duration {
        let interval =
            switch trigger {
            case .cron(let schedule, in: _, window: let window): schedule.longestGap(after: date) + (window ?? .zero)
            case .every(let interval): interval
            }
        return interval + jitter + .seconds(3_600)
    }
}
