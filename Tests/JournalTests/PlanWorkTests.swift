import Foundation
import GRDB
import Model
import Synchronization
import Testing

@testable import Journal

/// How much work it is to apply plans.
@Suite struct PlanWorkTests {
    private func orders(_ count: Int, targets: Int = 1) throws -> [NewRevision] {
        try (0..<count).map { number in
            let list = try (0..<targets).map { target in
                let id = String(1_000_000 + (targets == 1 ? number : target))
                return Target(app: try AppID("00000000-0000-4000-8000-00000" + id), secret: try SecretName("db"))
            }
            return NewRevision(
                name: try PlanName("p\(number)"), definition: "{}", directory: "/", origin: "p",
                targets: FixedTargets(list))
        }
    }

    /// Statements that the database runs for each plan.
    private func statements(_ count: Int) async throws -> (first: Int, again: Int) {
        let path = FileManager.default.temporaryDirectory.path + "/\(UUID().uuidString).db"
        defer { for end in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: path + end) } }
        let journal = try Journal(path: path, access: .create)
        let seen = Counter()
        await journal.queue.inDatabase { database in
            database.trace { _ in seen.add() }
        }
        let orders = try orders(count)
        _ = try await journal.apply(orders)
        let first = seen.take()
        _ = try await journal.apply(orders)
        return (first / count, seen.take() / count)
    }

    private final class Counter: Sendable {
        private let number = Mutex(0)

        func add() { number.withLock { $0 += 1 } }
        func take() -> Int {
            number.withLock { count in
                defer { count = 0 }; return count
            }
        }
    }

    @Test("each of many plans takes as much work as each of a few, the first time and again")
    func linear() async throws {
        let few = try await statements(10)
        let many = try await statements(200)
        #expect(many.first <= few.first + 1 && many.again <= few.again + 1)
    }

    @Test("the plans that name the same targets are found, with how many they share")
    func conflicts() async throws {
        let path = FileManager.default.temporaryDirectory.path + "/\(UUID().uuidString).db"
        defer { for end in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: path + end) } }
        let journal = try Journal(path: path, access: .create)
        _ = try await journal.apply(orders(3, targets: 5))
        let found = try await journal.conflicts(of: "p1")
        #expect(found.map(\.plans) == [["p1", "p0", "p2"]] && found.map(\.targets) == [5])
        #expect(found.allSatisfy { $0.examples.count == 3 })
        #expect(try await journal.removePlan("p2"))
        #expect(try await journal.conflicts(of: "p1").map(\.plans) == [["p1", "p0"]])
        // Of a plan that has changed, the targets that it has now count.
        _ = try await journal.apply(orders(1, targets: 2))
        #expect(try await journal.conflicts(of: "p1").map(\.targets) == [2])
        // One row for a target, however many plans name it: their pairs would be a thousand times as many.
        let many = try await journal.applyAndCompare(orders(1_000, targets: 2), isTrial: true)
        #expect(many.conflicts.map(\.plans.count) == [1_000] && many.conflicts.map(\.targets) == [2])
        #expect(many.conflicts[0].text.contains("plans p0, p1, p10, p100, p101 and 995 more all name "))
    }
}
