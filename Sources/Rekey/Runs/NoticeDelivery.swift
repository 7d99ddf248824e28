import JobFile
import Journal
import Model
import Nx1
import Report

/// Notices of how runs ended.
struct NoticeDelivery: Sendable {
    typealias Outbox = AsyncStream<Notifier.Order>.Continuation

    let store: Store
    let request: RunRequest
    let watch: RunWatch

    private var journal: Journal { store.journal }
    private var lock: RunLock { RunLock(journal: journal, request: request, watch: watch) }

    /// Does what needs the lock, and tells of each run that ended, even after an error; the lock does not wait for that.
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
        let (orders, outbox) = AsyncStream.makeStream(of: Notifier.Order.self)
        return try await withThrowingTaskGroup { group in
            group.addTask { await Notifier(journal: journal, warned: watch.warned).deliver(orders) }
            let result: Result<T, any Error>
            do {
                result = .success(try await body(outbox))
            } catch {
                result = .failure(error)
            }
            outbox.finish()
            // Whoever asks to stop does not wait for those who are to be told.
            group.addTask { [signals = watch.signals] in
                for await _ in signals() { return }
                try await Task.sleep(for: .seconds(86_400))
            }
            _ = try await group.next()
            group.cancelAll()
            return try result.get()
        }
    }

    /// Sends the notices that a killed process left owed: of runs that ended at once, and of interrupted ones after `body`,
    /// unless that continued them, as a later end has a notice of its own.
    private func makingUp<T>(_ outbox: Outbox, isAlone: Bool, _ body: () async throws -> T) async throws -> T {
        let owed = isAlone ? try await journal.owedNotices() : []
        try await order(owed.filter { $0.state != .interrupted }, outbox)
        let result: Result<T, any Error>
        do {
            result = .success(try await body())
        } catch {
            result = .failure(error)
        }
        let interrupted = Set(owed.filter { $0.state == .interrupted })
        if !interrupted.isEmpty {
            try await order(try await journal.owedNotices().filter(interrupted.contains), outbox)
        }
        return try result.get()
    }

    private func order(_ owed: [Journal.OwedNotice], _ outbox: Outbox) async throws {
        for (id, notices) in Dictionary(grouping: owed, by: \.run).sorted(by: { $0.key < $1.key }) {
            let run = try await journal.run(id: id)
            let plan = try JobFile(definition: run.definition, plan: run.plan).plan
            guard let policy = plan.notify else { continue }
            outbox.yield(
                Notifier.Order(
                    policy: policy, notice: Notice(try await journal.summary(of: id), isLate: true),
                    run: run,
                    caFile: caFile(of: plan), channels: Set(notices.map(\.channel))))
        }
    }

    /// The bundle by which a webhook is verified. No credential is needed, and a mistake in the settings is reported where
    /// it matters.
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
