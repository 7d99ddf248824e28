package import Foundation

/// What is known of a plan's scheduled runs.
///
/// A time that lies ahead of the clock says nothing about the present: the clock was wrong when it was written, or is
/// wrong now. None of these is such a time. In its place stands the last moment before it that can be believed.
package struct SchedulePast: Sendable, Equatable {
    /// When the schedule came into force: nothing before it is due. `nil` where the record says a time ahead alone; then
    /// what was missed last is caught up.
    package var since: Date?
    /// The last time that was handled, started or skipped. Counts with `cron`.
    package var lastFire: Date?
    /// The end of the last run that succeeded, scheduled or not. Counts with `every`.
    package var lastSuccess: Date?
    /// The start of the last scheduled run, if that one did not succeed. Counts with `every`.
    package var lastStart: Date?
    /// The latest time that does not count, because it lies ahead; `nil` for none, and once a later run has its time.
    package var ahead: Date?

    /// A time that is later than the clock by more than this lies ahead.
    package static let tolerance: Duration = .seconds(600)

    package init(
        since: Date?, lastFire: Date? = nil, lastSuccess: Date? = nil, lastStart: Date? = nil, ahead: Date? = nil
    ) {
        self.since = since
        self.lastFire = lastFire
        self.lastSuccess = lastSuccess
        self.lastStart = lastStart
        self.ahead = ahead
    }
}
