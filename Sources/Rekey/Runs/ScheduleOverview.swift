package import Foundation
import JobFile
package import Journal
package import Model

/// The state of the plans' schedules, for reading.
package struct ScheduleOverview: Sendable {
    /// A plan with a schedule.
    package struct Entry: Sendable {
        package let plan: String
        package let policy: SchedulePolicy
        /// The last time that was handled.
        package let lastFire: Date?
        /// When its next run will start, jitter included; `nil` if one is due now, or if there is no further time.
        package let next: Date?
        /// Since when a run has been due; the present time if this is not known.
        package let overdue: Date?
        /// When the first run was due after the schedule became effective; `nil` if this is not known.
        package let firstStart: Date?
        /// The maximum age of the last success while the schedule is kept.
        package let longestAge: Duration
        /// Whether every time of the plan's record lies ahead of the clock, so that it is not known since when it is
        /// due.
        package let isUndated: Bool
        /// The latest time of the plan's record that was left out, because it lies ahead of the clock.
        package let ahead: Date?
    }

    /// By plan.
    package let entries: [Entry]
    /// Plans whose schedule cannot be read, and why.
    package let broken: [(plan: String, error: any Error)]
    /// Scheduled runs that wait for a decision, whether their plan still exists or not.
    package let waiting: [WaitingRun]

    /// - Throws: `JournalError`.
    package init(_ record: JournalReader, at now: Date = .now) throws {
        var entries: [Entry] = []
        var broken: [(plan: String, error: any Error)] = []
        // Thousands of plans have few schedules among them.
        var known: [String: SchedulePolicy] = [:]
        for row in try record.scheduled(at: now) {
            do {
                let policy: SchedulePolicy
                if row.isRevised, let same = known[row.schedule] {
                    policy = same
                } else if row.isRevised {
                    policy = try JobFile.schedule(definition: row.schedule, plan: row.plan)
                    known[row.schedule] = policy
                } else {
                    // A plan that other programs wrote may contain anything.
                    guard let read = try JobFile(definition: row.definition, plan: row.plan).plan.schedule else {
                        continue
                    }
                    policy = read
                }
                entries.append(Entry(row, policy, now))
            } catch {
                broken.append((row.plan, error))
            }
        }
        self.entries = entries
        self.broken = broken
        waiting = try record.waitingRuns()
    }

    package var overdue: [Entry] { entries.filter { $0.overdue != nil } }

    /// Warnings about times that lie ahead of the clock.
    package var warnings: [String] {
        entries.compactMap { entry in entry.ahead.map { Self.warning(plan: entry.plan, ahead: $0) } }
    }

    static func warning(plan: String, ahead: Date) -> String {
        "plan \(plan): its record has the time \(Moment.text(microseconds: ahead.wholeMicroseconds)), which lies ahead of the "
            + "clock and is ignored when deciding what is due; see `rekey doctor`"
    }
}

extension ScheduleOverview.Entry {
    fileprivate init(_ row: JournalReader.Scheduled, _ policy: SchedulePolicy, _ now: Date) {
        let jitter = Jitter(plan: row.plan)
        plan = row.plan
        self.policy = policy
        lastFire = row.past.lastFire
        ahead = row.past.ahead
        isUndated = row.past.since == nil && row.past.lastFire == nil && row.past.lastSuccess == nil
        firstStart = policy.firstStart(past: row.past, fraction: jitter.fraction)
        longestAge = policy.longestAge(after: now)
        overdue = policy.overdue(at: now, past: row.past, fraction: jitter.fraction)
        next =
            if case .notDue(let next) = policy.decision(at: now, past: row.past, fraction: jitter.fraction) {
                next
            } else {
                nil
            }
    }
}
