package import Foundation
import JobFile
package import Journal
package import Model

/// What the plans' schedules ask for, for those who only look.
package struct ScheduleOverview: Sendable {
    /// A plan with a schedule.
    package struct Entry: Sendable {
        package let plan: String
        package let policy: SchedulePolicy
        /// The last time that was handled.
        package let lastFire: Date?
        /// When its next run will start, jitter included; `nil` while one is due, or when none will come.
        package let next: Date?
        /// Since when a run has had to start; the present where nobody knows since when.
        package let overdue: Date?
        /// When the first run had to start after the schedule came into force; `nil` where nobody knows.
        package let firstStart: Date?
        /// How long ago the last success may be while the schedule is kept.
        package let longestAge: Duration
        /// Whether every time of the plan's record lies ahead of the clock, so that nobody knows since when it is due.
        package let isUndated: Bool
        /// The latest time of the plan's record that does not count, because it lies ahead of the clock.
        package let ahead: Date?
    }

    /// By plan.
    package let entries: [Entry]
    /// Plans whose schedule cannot be read, and why.
    package let broken: [(plan: String, error: any Error)]
    /// Scheduled runs that wait for somebody, whether their plan is still there or not.
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
                    // A plan that other programs wrote may hold anything.
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

    /// What people are to know of times that lie ahead of the clock.
    package var warnings: [String] {
        entries.compactMap { entry in entry.ahead.map { Self.warning(plan: entry.plan, ahead: $0) } }
    }

    static func warning(plan: String, ahead: Date) -> String {
        "plan \(plan): its record has the time \(Moment.text(microseconds: ahead.wholeMicroseconds)), which lies ahead of the "
            + "clock and does not count for what is due; `rekey doctor` tells more"
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
