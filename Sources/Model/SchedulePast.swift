package import Foundation

/// What is known of a plan's scheduled runs.
package struct SchedulePast: Sendable, Equatable {
    /// When the schedule came into force: nothing before it is due.
    package var since: Date
    /// The last time that was handled, started or skipped. Counts with `cron`.
    package var lastFire: Date?
    /// The end of the last run that succeeded, scheduled or not. Counts with `every`.
    package var lastSuccess: Date?
    /// The start of the last scheduled run, if that one did not succeed. Counts with `every`.
    package var lastStart: Date?

    package init(since: Date, lastFire: Date? = nil, lastSuccess: Date? = nil, lastStart: Date? = nil) {
        self.since = since
        self.lastFire = lastFire
        self.lastSuccess = lastSuccess
        self.lastStart = lastStart
    }
}
