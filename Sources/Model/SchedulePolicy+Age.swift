package import Foundation

extension SchedulePolicy {
    /// How long ago the last success may be when every run starts and ends as the schedule wants it.
    ///
    /// An hour more than the schedule's longest time between two starts, its window and its jitter: the run takes time
    /// too, and a night on which the clock is put back is longer.
    package func longestAge(after date: Date) -> Duration {
        let interval =
            switch trigger {
            case .cron(let schedule, in: _, window: let window): schedule.longestGap(after: date) + (window ?? .zero)
            case .every(let interval): interval
            }
        return interval + jitter + .seconds(3_600)
    }
}
