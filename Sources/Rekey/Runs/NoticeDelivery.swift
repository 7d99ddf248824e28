import JobFile
import Journal
import Model
import Nx1
import Report

/// Sends notices of how runs ended.
struct NoticeDelivery: Sendable {
    typealias Outbox = AsyncStream<Notifier.DueNotice>.Continuation

    let store: Store
    let request: RunRequest
    let watch: RunWatch

    private var journal: Journal { store.journal }
    private var lock: RunLock { RunLock(journal: journal, request: request, watch: watch) }

    /// Performs `body` under the lock and sends a notice for each run that ended, even after an error. The lock is not
    /// held for the notices.
    func withNotifications<T: Sendable>(_ body: (Outbox) async throws -> T) async throws -> T {
        var hasBegun = false
        let result: Result<T, any Error>
        do {
            result = .success(
                try await delivering { outbox in
                    try await lock.hold(sends: true) {
                        let isAlone = try await journal.beginNotices()
                        hasBegun = true
                        return try await makingUp(outbox, isAlone: isAlone) { try await body(outbox) }
                    }
                })
        } catch {
            result = .failure(error)
        }
        if hasBegun { await journal.endNotices() }
        return try result.get()
    }

    private func delivering<T: Sendable>(_ body: (Outbox) async throws -> T) async throws -> T {
        let (queue, outbox) = AsyncStream.makeStream(of: Notifier.DueNotice.self)
        return try await withThrowingTaskGroup { group in
            group.addTask { await Notifier(journal: journal, warned: watch.warned).deliver(queue) }
            let result: Result<T, any Error>
            do {
                result = .success(try await body(outbox))
            } catch {
                result = .failure(error)
            }
            outbox.finish()
            // If the user asks to stop, pending notices are not waited for.
            group.addTask { [signals = watch.signals] in
                for await _ in signals() { return }
                try await Task.sleep(for: .seconds(86_400))
            }
            _ = try await group.next()
            group.cancelAll()
            return try result.get()
        }
    }

    /// Sends the notices that a killed process still owed. Notices of ended runs are sent at once. Notices of
    /// interrupted runs are sent after `body`, unless `body` continued the run, because its later end has its own
    /// notice.
    private func makingUp<T>(_ outbox: Outbox, isAlone: Bool, _ body: () async throws -> T) async throws -> T {
        let owed = isAlone ? try await journal.owedNotices() : []
        try await enqueue(owed.filter { $0.state != .interrupted }, outbox)
        let result: Result<T, any Error>
        do {
            result = .success(try await body())
        } catch {
            result = .failure(error)
        }
        let interrupted = Set(owed.filter { $0.state == .interrupted })
        if !interrupted.isEmpty {
            try await enqueue(try await journal.owedNotices().filter(interrupted.contains), outbox)
        }
        return try result.get()
    }

    private func enqueue(_ owed: [Journal.OwedNotice], _ outbox: Outbox) async throws {
        for (id, notices) in Dictionary(grouping: owed, by: \.run).sorted(by: { $0.key < $1.key }) {
            let run = try await journal.run(id: id)
            let plan = try JobFile(definition: run.definition, plan: run.plan).plan
            guard let policy = plan.notify else { continue }
            outbox.yield(
                Notifier.DueNotice(
                    policy: policy, notice: Notice(try await journal.summary(of: id), isLate: true),
                    run: run,
                    caFile: caFile(of: plan), channels: Set(notices.map(\.channel))))
        }
    }

    /// The CA bundle for verifying a webhook. No credential is needed, and an error in the settings is reported where
    /// the settings are used.
    private func caFile(of plan: Plan) -> String? {
        do {
            return try Connection.resolve(
                request.connection, bounds: HostBounds(plan), environment: request.environment
            ).caFile
        } catch let missing as MissingCredential {
            return missing.caFile
        } catch {
            return request.connection.caFile ?? request.environment["SSL_CERT_FILE"]
        }
    }
}
