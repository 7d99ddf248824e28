import Clock
import Engine
import Journal
import Model
import Nx1
import Report

/// Performs one session of a recorded run, with the settings of plan and request.
struct SessionLauncher: Sendable {
    let store: Store
    let request: RunRequest
    let watch: RunWatch

    private var journal: Journal { store.journal }

    /// - Parameter outbox: gets the notice of how the run ended.
    func perform(
        _ run: RunRow, _ plan: Plan, _ keys: RunKeys, _ authenticated: AuthenticatedConnection,
        _ outbox: NoticeDelivery.Outbox
    ) async throws -> RunResult {
        let settings = settings(run, plan, authenticated)
        watch.began(run)
        // Before the first request leaves: from now on an older state of this database can be recognized.
        try await journal.bearWitness()
        if settings.confirm != .off {
            try await journal.audit(
                .confirm, AuditSubject(plan: plan.name.text, run: run.id), detail: settings.confirm.rawValue)
        }
        let session = RunSession(
            journal: journal, run: run, plan: plan, settings: settings, keys: keys,
            connection: authenticated.connection,
            settleTimes: try await settleTimes(
                of: run, settings.retry.settle(timeout: authenticated.connection.requestTimeout(settings.limits))))
        let notice = HoldNotice(run: run.id, warned: watch.warned)
        let ending = try await session.perform(
            signals: watch.signalsFromStart(), activity: watch.activity, warned: watch.warned
        ) { progress in
            notice.heard(progress.wait)
            watch.progressed(progress)
        }
        // The run is recorded, and a witness that is behind does not block any run.
        try? await journal.bearWitness()
        let summary = try await journal.summary(of: run.id)
        if let policy = plan.notify {
            outbox.yield(
                Notifier.DueNotice(
                    policy: policy, notice: Notice(summary), run: run, caFile: authenticated.connection.caFile))
        }
        return RunResult(ending: ending, summary: summary)
    }

    private func settings(_ run: RunRow, _ plan: Plan, _ authenticated: AuthenticatedConnection) -> RunSettings {
        var settings = RunSettings(plan: plan, limit: request.limit, maxDuration: request.maxDuration)
        settings.limits = request.limits(of: plan).divided(by: run.shard?.count ?? 1)
        settings.renewal = authenticated.renewal
        if let confirm = request.confirm { settings.confirm = confirm }
        if let concurrency = request.concurrency { settings.limits.concurrency = concurrency }
        let room = RunSession.roomForConnections()
        if settings.limits.concurrency > room {
            watch.warned(
                "the limit on open files leaves room for \(room) connections, not \(settings.limits.concurrency); raise it "
                    + "with ulimit -n")
            settings.limits.concurrency = room
        }
        return settings
    }

    /// Reports how long secrets must wait because an earlier request may still change them.
    private func settleTimes(of run: RunRow, _ settle: Duration) async throws -> SettleTimes {
        let wall = Int64.nowMicroseconds
        let requests = try await journal.lateRequests(before: run.id, since: wall - settle.wholeMicroseconds)
        let times = SettleTimes(requests, settle: settle, now: .now, wallMicroseconds: wall)
        if let end = times.end {
            let seconds = max(1, (end - .now).wholeMicroseconds / 1_000_000)
            watch.warned(
                "run \(run.id): \(times.count) secrets are sent last, after up to \(seconds) s, because an earlier "
                    + "request with another value may still take effect (see retry.settle)")
        }
        return times
    }
}
