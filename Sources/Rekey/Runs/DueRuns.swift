package import Foundation
import Journal
import Model

/// Runs the plans that are due by their schedules.
package struct DueRuns: Sendable {
    private let launcher: RunLauncher

    private var journal: Journal { launcher.journal }

    package init(_ launcher: RunLauncher) {
        self.launcher = launcher
    }

    /// First continues scheduled runs that a crash or a signal interrupted, then runs the plans that are due.
    ///
    /// A plan that cannot be run does not prevent the others from running.
    /// - Parameter now: the moment for which this is decided.
    package func run(at now: Date = .now) async throws -> RunBatch {
        try await launcher.notices.withNotifications { outbox in
            // A scheduler with the wrong database must not take the silence for success.
            guard try await journal.hasPlans() else {
                throw StartRefusal(
                    "the database \(journal.path) has no plan, so nothing can ever be due; apply one with `rekey plan "
                        + "apply`, or name the right database")
            }
            var batch = RunBatch()
            for id in try await journal.unfinishedRuns() where !batch.wasInterrupted {
                let run = try await journal.run(id: id)
                guard run.state == .interrupted, run.trigger == NewRun.scheduled else { continue }
                try await attempt(run.plan, &batch) { try await launcher.continueRun(run, outbox) }
            }
            for row in try await journal.plans() where !batch.wasInterrupted {
                try await attempt(row.name, &batch) { try await runIfDue(row.name, at: now, outbox) }
            }
            let begun = Set(batch.results.map(\.run))
            batch.waiting = try await journal.waitingRuns().filter { !begun.contains($0.run) }
            return batch
        }
    }

    /// - Throws: errors that concern all plans: the database, and the end of the process.
    private func attempt(_ plan: String, _ batch: inout RunBatch, _ body: () async throws -> RunResult?) async throws {
        do {
            if let result = try await body() { batch.results.append(result) }
        } catch let error as JournalError where error.kind == .failed || error.kind == .interrupted {
            throw error
        } catch let error as CancellationError {
            throw error
        } catch StoreError.interrupted {
            throw StoreError.interrupted
        } catch {
            batch.failures.append((plan, error))
        }
    }

    private func runIfDue(_ name: String, at now: Date, _ outbox: NoticeDelivery.Outbox) async throws -> RunResult? {
        guard try await journal.hasSchedule(name) else { return nil }
        let plan = try await launcher.store.revisedPlan(name)
        guard let policy = plan.schedule else { return nil }
        let past = try await journal.schedulePast(of: name, at: now)
        if let ahead = past.ahead { launcher.watch.warned(ScheduleOverview.warning(plan: name, ahead: ahead)) }
        switch policy.decision(at: now, past: past, fraction: Jitter(plan: name).fraction) {
        case .notDue: return nil
        case .tooLate(let fire, let late):
            try await journal.skip(fire, of: name)
            launcher.watch.warned(
                "plan \(name): its start at \(fire.formatted(.iso8601)) is skipped, the window ended \(Duration.seconds(60 * Int(late.inSeconds / 60)).text) ago"
            )
            return nil
        case .due(let fire):
            let ready = try await launcher.prepare(plan)
            if let result = try await launcher.start(ready, trigger: NewRun.scheduled, fire: fire, outbox) {
                return result
            }
            // With few targets and many shards a shard may have none; this is not a failure.
            try await journal.skip(fire, of: name)
            return nil
        }
    }
}
