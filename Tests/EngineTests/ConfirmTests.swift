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

/// Values that are read back: `confirm` against a stand-in that reveals.
@Suite(.fewAtATime) struct ConfirmTests {
    private static let settings = "limits: { rate: none }\nstop: { canary: 0, failures: 100%, breaker: 0 }\n"

    private func reveals(_ shop: EngineFixture) async -> Int {
        await shop.server.state.entries.filter { $0.path.hasSuffix("/reveal") }.count
    }

    @Test("an item whose answer was lost is settled by looking, without a second write")
    func unknown() async throws {
        try await EngineFixture.open(
            apps: 6, settings: "confirm: unknown\nretry: { attempts: 1 }\n" + Self.settings,
            faults: ["cut-after:put:times=2"]
        ) { shop async throws in
            #expect(try await shop.run().ending.state == .succeeded)
            #expect(await shop.puts().count == 6)
            #expect(await reveals(shop) == 2)
            #expect(try shop.rows(.runOutcomes).allSatisfy { $0["in_doubt"] == .integer(0) })
        }
    }

    @Test("where the value is not in place it is sent again, the same")
    func sentAgain() async throws {
        try await EngineFixture.open(
            apps: 4, settings: "confirm: unknown\nretry: { attempts: 2, base: 1ms, cap: 2ms }\n" + Self.settings,
            faults: ["cut-before:put:times=2"]
        ) { shop async throws in
            #expect(try await shop.run().ending.state == .succeeded)
            #expect(await shop.server.state.targetsWithDifferingValues.isEmpty)
        }
    }

    @Test("a run that was unknown is settled by retry --confirm unknown, without a second write")
    func retried() async throws {
        try await EngineFixture.open(
            apps: 5, settings: "retry: { attempts: 1 }\n" + Self.settings, faults: ["cut-after:put"]
        ) { shop async throws in
            #expect(try await shop.run().ending.tally.unknown == 5)
            await shop.server.state.cancelFaults()
            let result = try await shop.launcher { $0.confirm = .unknown }.retry(
                "1", RetrySelection(statusCodes: [], errorKinds: [], regenerates: false))
            #expect(result.ending.state == .succeeded)
            #expect(await shop.puts().count == 5)
            #expect(await reveals(shop) == 5)
            let audited = try await DatabaseQueue(path: shop.store.journal.path).read { database in
                try Int.fetchOne(database, sql: "SELECT count(*) FROM audit WHERE action = 'confirm' AND run = 1")
            }
            #expect(audited == 1)
        }
    }

    @Test("every write is read back, and a server that lags fails nothing")
    func every() async throws {
        try await EngineFixture.open(
            apps: 5, settings: "confirm: every\nretry: { attempts: 8, base: 50ms, cap: 400ms }\n" + Self.settings,
            change: { $0.revealLag = .milliseconds(300) }
        ) { shop async throws in
            let result = try await shop.run()
            let errors = try shop.errors(run: 1)
            #expect(result.ending.state == .succeeded, "\(errors)")
            #expect(await shop.puts().count == 5)
            #expect(await reveals(shop) > 5)
        }
    }

    @Test("what is not what was sent fails the item, in doubt")
    func differs() async throws {
        try await EngineFixture.open(
            apps: 1, settings: "confirm: every\nretry: { attempts: 2, base: 1ms, cap: 2ms }\n" + Self.settings,
            change: { $0.revealLag = .seconds(3_600) }
        ) { shop async throws in
            #expect(try await shop.run().ending.tally.failed == 1)
            #expect(try shop.kinds() == ["unexpected_response"])
            #expect(try shop.rows(.runOutcomes)[0]["in_doubt"] == .integer(1))
            let value = try #require(await shop.values()["password"])
            #expect(try !shop.errors(run: 1)[0].contains(value))
        }
    }

    @Test("where reveal is refused or missing, the run says so once and continues without", arguments: [true, false])
    func refused(isMissing: Bool) async throws {
        try await EngineFixture.open(
            apps: 8, settings: "confirm: every\n" + Self.settings,
            change: { if isMissing { $0.without = [.reveal] } else { $0.mayReveal = false } }
        ) { shop async throws in
            let warnings = Mutex<[String]>([])
            let watch = RunWatch(warned: { text in warnings.withLock { $0.append(text) } })
            #expect(try await shop.launcher(watch: watch).run(["p"], trigger: "test")[0].ending.state == .succeeded)
            #expect(warnings.withLock { $0.filter { $0.contains("cannot be read back") } }.count == 1)
            #expect(await shop.puts().count == 8)
        }
    }

    @Test(
        "what one secret is answered takes the look from no other",
        arguments: ["404:reveal:times=1", "503:reveal:times=1"])
    func oneUnread(fault: String) async throws {
        try await EngineFixture.open(
            apps: 8,
            settings:
                "confirm: every\nretry: { attempts: 1, base: 1ms, cap: 2ms }\nlimits: { rate: none, concurrency: 1 }\n"
                + "stop: { canary: 0, failures: 100%, breaker: 0 }\n",
            faults: [fault]
        ) { shop async throws in
            let warnings = Mutex<[String]>([])
            let watch = RunWatch(warned: { text in warnings.withLock { $0.append(text) } })
            #expect(try await shop.launcher(watch: watch).run(["p"], trigger: "test")[0].ending.state == .succeeded)
            #expect(warnings.withLock { $0.filter { $0.contains("could not be read back") } }.count == 1)
            // Each of the others was looked at.
            let looks = await shop.server.state.entries.filter { $0.path.hasSuffix("/reveal") }
            #expect(Set(looks.map(\.path)).count == 8)
        }
    }
}
