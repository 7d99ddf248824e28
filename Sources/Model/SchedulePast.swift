package import Foundation

/// What is known about a plan's past scheduled runs.
///
/// A time that lies ahead of the clock cannot be used: the clock was wrong when it was written, or is wrong now. Such
/// times are left out; the last credible moment before them is used instead.
package struct SchedulePast: Sendable, Equatable {
    /// When the schedule became effective: nothing before it is due. `nil` if the record only has a time ahead of the
    /// clock; then the last missed time is caught up.
    package var since: Date?
    /// The last time that was handled, started or skipped. Used with `cron`.
    package var lastFire: Date?
    /// The end of the last run that succeeded, scheduled or not. Used with `every`.
    package var lastSuccess: Date?
    /// The start of the last scheduled run, if that one did not succeed. Used with `every`.
    package var lastStart: Date?
    /// The latest time that was left out because it lies ahead; `nil` if there is none, or once a later run has its
    /// time.
    package var ahead: Date?

    /// A time counts as ahead of the clock if it is later by more than this.
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
