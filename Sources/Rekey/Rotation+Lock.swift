import Journal
import Monotonic

/// One runner on a database at a time.
extension Rotation {
    func locked<T>(_ body: () async throws -> T) async throws -> T {
        let lock = try await lock()
        try await journal.markInterrupted()
        let result = try await body()
        lock.release()
        return result
    }

    private func lock() async throws -> RunnerLock {
        let deadline = Instant.now + (request.waitLock ?? .zero)
        while true {
            if let lock = try RunnerLock.take(database: journal.path) { return lock }
            switch try await waitForLock(until: deadline) {
            case .free: continue
            case .late:
                throw StoreError.locked(database: journal.path, process: RunnerLock.holder(database: journal.path))
            case .told: throw StoreError.interrupted
            }
        }
    }

    private enum LockWait {
        case free, late, told
    }

    private func waitForLock(until deadline: Instant) async throws -> LockWait {
        try await withThrowingTaskGroup(of: LockWait?.self) { group in
            group.addTask { [signals = watch.signals] in
                for await _ in signals() { return .told }
                return nil
            }
            group.addTask { [path = journal.path] in
                while RunnerLock.isHeld(database: path) {
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
