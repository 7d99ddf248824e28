import Clock
import Journal

/// Makes sure that only one process runs on a database at a time.
struct RunLock: Sendable {
    let journal: Journal
    let request: RunRequest
    let watch: RunWatch

    /// Holds the lock during `body`.
    /// - Parameter sends: whether `body` writes to the API, which only the original database may do.
    func hold<T>(sends: Bool = false, _ body: () async throws -> T) async throws -> T {
        let lock = try await take()
        await journal.hold(lock.files)
        let result: Result<T, any Error>
        do {
            if sends { try await checkOriginal() }
            try await journal.markInterrupted()
            result = .success(try await body())
        } catch {
            result = .failure(error)
        }
        await journal.hold(nil)
        lock.release()
        return try result.get()
    }

    /// - Throws: `StoreError.notOriginal` unless the request says that this file replaces the original.
    private func checkOriginal() async throws {
        let standing = try await journal.standing()
        guard standing != .original else {
            if request.isRestored { watch.warned("\(journal.path) is not a copy; --restored changes nothing") }
            return
        }
        let words = standing.words(journal.path)
        guard request.isRestored else { throw StoreError.notOriginal(words) }
        let unfinished = try await journal.takeOriginalsPlace()
        watch.warned("\(words); from now on it counts as the original")
        if !unfinished.isEmpty {
            let runs = unfinished.map(String.init).joined(separator: ", ")
            watch.warned(
                "unfinished here: run \(runs); their values may be older than what the original has written since, and "
                    + "`rekey cancel RUN` gives a run up")
        }
    }

    private func take() async throws -> RunnerLock {
        let deadline = Instant.now + (request.waitLock ?? .zero)
        while true {
            if let lock = try RunnerLock.take(database: journal.path) { return lock }
            switch try await waitForLock(until: deadline) {
            case .free: continue
            case .late: throw StoreError.taken(journal.path)
            case .interrupted: throw StoreError.interrupted
            }
        }
    }

    private enum LockWait {
        case free, late, interrupted
    }

    private func waitForLock(until deadline: Instant) async throws -> LockWait {
        try await withThrowingTaskGroup(of: LockWait?.self) { group in
            group.addTask { [signals = watch.signalsFromStart] in
                for await _ in signals() { return .interrupted }
                return nil
            }
            group.addTask { [path = journal.path] in
                while RunnerLock.isHeld(database: path) || RunnerLock.isHeldByProgram(database: path) {
                    if Instant.now >= deadline { return .late }
                    try await Task.sleep(for: .milliseconds(100))
                }
                return .free
            }
            defer { group.cancelAll() }
            while let wait = try await group.next() {
                if let wait { return wait }
            }
            return .late
        }
    }
}
