import Testing

@testable import Threads

@Suite struct SerialThreadTests {
    /// Counts on a thread of its own.
    private actor Counter {
        private let executor: SerialThread
        private(set) var count = 0

        nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

        init(_ executor: SerialThread) {
            self.executor = executor
        }

        func add() { count += 1 }
    }

    @Test("jobs of many tasks run one at a time, and none is lost")
    func serial() async throws {
        let counter = Counter(try SerialThread())
        await withTaskGroup { group in
            for _ in 0..<64 {
                group.addTask { for _ in 0..<200 { await counter.add() } }
            }
        }
        #expect(await counter.count == 12_800)
    }

    @Test("an executor goes with its last actor, also from its own thread")
    func ends() async throws {
        weak var left: SerialThread?
        for _ in 0..<200 {
            var counter: Counter? = try {
                let executor = try SerialThread()
                left = executor
                return Counter(executor)
            }()
            await counter?.add()
            counter = nil
        }
        // The last job may still hold it for a moment.
        for _ in 0..<10_000 where left != nil { await Task.yield() }
        #expect(left == nil)
    }
}
