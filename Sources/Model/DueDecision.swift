package import Foundation

/// What to do now about a plan's schedule.
package enum DueDecision: Sendable, Equatable {
    /// Nothing is due before `next`, the start of the next run with jitter; nil if no further time exists.
    case notDue(next: Date?)
    /// A run has to start, and `fire` is recorded as handled. If several times were missed, it is the last of them.
    case due(fire: Date)
    /// The window of `fire` ended this long ago: the time is recorded as skipped and reported.
    case tooLate(fire: Date, by: Duration)
}
