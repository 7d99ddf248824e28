package import Foundation

/// What to do now about a plan's schedule.
package enum DueDecision: Sendable, Equatable {
    /// Nothing before `next`, which is when a run will start, jitter included; nil if no time will come.
    case notDue(next: Date?)
    /// A run has to start, and `fire` to be recorded as handled. Of several missed times it is the last.
    case due(fire: Date)
    /// The window of `fire` has been over for so long: it is recorded as skipped, and said so.
    case tooLate(fire: Date, by: Duration)
}
