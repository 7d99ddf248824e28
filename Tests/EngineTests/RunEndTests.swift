import Engine
import Foundation
import GRDB
import Journal
import Model
import Sandbox
import Synchronization
import TestSupport
import Testing

@testable import Rekey

/// A run is asked to end, or its database fails, at every moment that a seed can name: it ends, and can be finished.
@Suite(.fewAtATime) struct RunEndTests {
    private enum Blow: CaseIterable {
        case signal, twoSignals, cancellation, signalThenCancellation, database, databaseAndSignal
    }

    /// Counts what happens to a run; somebody waits for the Nth event.
    private final class Events: Sendable {
        private let state: Mutex<(count: Int, waiter: AsyncStream<Void>.Continuation?)>
        private let nth: Int
        let reached: AsyncStream<Void>

        init(nth: Int) {
            let (stream, feed) = AsyncStream.makeStream(of: Void.self)
            self.nth = nth
            reached = stream
            state = Mutex((0, feed))
        }

        func happened() {
            state.withLock { state in
                state.count += 1
                if state.count == nth { state.waiter?.yield() }
            }
        }

        /// Nothing more will happen.
        func end() { state.withLock { $0.waiter?.finish() } }
    }

    private static let shapes: [(steps: String, more: String)] = [
        ("", ""), ("", "guard: off"), ("", "waves: { size: 3, pause: 1ms }"),
        ("", "waves: { size: 4, pause: 1ms, gate: { command: [\"true\"] } }\nguard: off"),
        ("    steps: { set: { command: [\"true\"] } }", "guard: off"),
    ]

    @Test("whatever comes when, a run ends, hears it, and is finished by a resume", arguments: 1...200)
    func seeded(seed: Int) async throws {
        var random = SeededRandom(seed: UInt64(seed))
        let blow = Blow.allCases[Int.random(in: 0..<Blow.allCases.count, using: &random)]
        let shape = Self.shapes[Int.random(in: 0..<Self.shapes.count, using: &random)]
        let nth = Int.random(in: 1...16, using: &random)
        let later = Int.random(in: 0...40, using: &random)
        let concurrency = Int.random(in: 1...4, using: &random)
        let faults =
            [["delay=0..4"], ["503:20%", "delay=2"], ["cut-after:put:20%"], ["429:20%:retry-after=0"], []]
            .randomElement(using: &random) ?? []
        let label: Comment = "seed \(seed): \(blow), event \(nth) and \(later), \(shape.more), \(faults)"
        try await EngineFixture.open(
            apps: 12,
            settings: """
                limits: { rate: none, concurrency: \(concurrency) }
                retry: { attempts: 8, base: 1ms, cap: 4ms }
                stop: { breaker: 0, failures: 100% }
                \(shape.more)
                """,
            drop: shape.steps, faults: faults
        ) { shop in
            if blow == .database || blow == .databaseAndSignal { try Self.failDatabase(shop, after: nth) }
            let relay = SignalRelay()
            let isOver = Mutex(false)
            let events = Events(nth: nth)
            var watch = RunWatch(
                signals: { relay.stream() }, signalsFromStart: { relay.streamFromStart() })
            watch.began = { _ in events.happened() }
            watch.progressed = { _ in events.happened() }
            let launcher = shop.launcher(watch: watch)
            let run = Task { try await launcher.run(["p"], trigger: "test")[0].ending }
            let limit = Task {
                try await Task.sleep(for: .seconds(60))
                Issue.record("the run stands still; \(label)")
            }
            let blows = Task {
                for await _ in events.reached { break }
                for _ in 0..<later { await Task.yield() }
                if isOver.withLock({ $0 }) { return }
                switch blow {
                case .signal, .databaseAndSignal: relay.deliver(15)
                case .twoSignals:
                    relay.deliver(15)
                    relay.deliver(15)
                case .cancellation: run.cancel()
                case .signalThenCancellation:
                    relay.deliver(15)
                    for _ in 0..<later { await Task.yield() }
                    run.cancel()
                case .database: break
                }
            }
            let result = await run.result
            isOver.withLock { $0 = true }
            limit.cancel()
            events.end()
            await blows.value
            switch (result, blow) {
            case (.success(let ending), .signal), (.success(let ending), .twoSignals):
                #expect(ending.tally.pending == 0 || ending.state == .interrupted, label)
            case (.success(let ending), _): #expect(ending.tally.pending == 0 || ending.stop != nil, label)
            case (.failure(let error), .signal), (.failure(let error), .twoSignals):
                Issue.record("\(error); \(label)")
            case (.failure, _): break
            }
            try Self.repairDatabase(shop)
            await shop.server.state.cancelFaults()
            let resumed = try await shop.launcher().resume().results
            #expect(resumed.allSatisfy { $0.ending.state == .succeeded || $0.ending.state == .failed }, label)
            #expect(await shop.server.state.targetsWithDifferingValues.isEmpty, label)
        }
    }

    /// From the Nth attempt on nothing can be recorded.
    private static func failDatabase(_ shop: EngineFixture, after count: Int) throws {
        try DatabaseQueue(path: shop.store.journal.path).write { database in
            try database.execute(
                sql: """
                    CREATE TRIGGER broken BEFORE INSERT ON attempts
                    WHEN (SELECT COUNT(*) FROM attempts) >= \(count)
                    BEGIN SELECT RAISE(ABORT, 'broken'); END
                    """)
        }
    }

    private static func repairDatabase(_ shop: EngineFixture) throws {
        try DatabaseQueue(path: shop.store.journal.path).write { try $0.execute(sql: "DROP TRIGGER IF EXISTS broken") }
    }
}
