import Engine
import Foundation
import Journal
import Model
import Sandbox
import TestSupport
import Testing

@testable import Rekey

/// Whole runs over real sockets and real files: what each answer does, as a user sees it (docs: Answers).
@Suite(.fewAtATime) struct RunTests {
    private static let quick = "retry: { attempts: 3, base: 5ms, cap: 20ms }\nlimits: { rate: none }"

    @Test("a run without faults sends every secret once and keeps no value")
    func plain() async throws {
        try await EngineFixture.open(apps: 50, settings: Self.quick) { shop async throws in
            let result = try await shop.run()
            #expect(result.ending.state == .succeeded && result.ending.tally.succeeded == 50)
            #expect(result.ending.tally.attempts == 50)
            let puts = await shop.puts()
            #expect(puts.count == 50 && puts.allSatisfy { $0.keys == ["username", "password"] })
            #expect(Set(puts.map(\.fingerprint)).count == 50)
            #expect(try await shop.store.journal.run(id: 1).dataKey == nil)
        }
    }

    @Test("faults that pass are outlived, with one value for each item and every attempt recorded")
    func faults() async throws {
        let faults = ["503:put:20%", "cut-before:10%", "cut-after:put:10%", "truncate:put:5%", "429:5%:retry-after=0"]
        try await EngineFixture.open(
            apps: 120,
            settings: "retry: { attempts: 12, base: 2ms, cap: 20ms }\nlimits: { rate: none }\nstop: { breaker: 0 }",
            faults: faults
        ) { shop async throws in
            let result = try await shop.run()
            #expect(result.ending.state == .succeeded)
            #expect(await shop.server.state.targetsWithDifferingValues.isEmpty)
            // A PUT that reached the stand-in is an attempt; of the reads, those that failed are.
            let puts = await shop.puts().count
            let failedReads = await shop.server.state.entries.filter { $0.method == "GET" && $0.status != 200 }.count
            #expect(result.ending.tally.attempts == puts + failedReads)
            #expect(try shop.rows(.attemptLog).count == puts + failedReads)
        }
    }

    @Test("401 stops the run at once and loses nothing", arguments: ["401:put", "401:get:secret=db"])
    func unauthorized(fault: String) async throws {
        try await EngineFixture.open(settings: Self.quick, faults: [fault + ":times=1"]) { shop async throws in
            let stopped = try await shop.run()
            #expect(stopped.ending.stop == .unauthorized && stopped.ending.state == .stopped)
            #expect(await shop.server.state.requestCount <= 3)
            let resumed = try await shop.launcher().resume().results
            #expect(resumed.map(\.ending.state) == [.succeeded])
            #expect(await shop.server.state.targetsWithDifferingValues.isEmpty)
        }
    }

    @Test("a canary that fails stops the run, one that is forbidden says so")
    func canary() async throws {
        try await EngineFixture.open(settings: Self.quick + "\nstop: { canary: 3 }", faults: ["404:put:skip=2:times=1"])
        {
            shop async throws in
            let result = try await shop.run()
            #expect(result.ending.stop == .canary(failed: 1) && result.ending.state == .stopped)
            #expect(await shop.puts().count == 3)
            #expect(try await shop.launcher().resume(["1"]).results[0].ending.state == .failed)
        }
        try await EngineFixture.open(settings: Self.quick + "\nstop: { canary: 2 }", faults: ["403"]) {
            shop async throws in
            #expect(try await shop.run().ending.stop == .forbidden)
        }
    }

    @Test("too many failures stop the run, counted over all of it")
    func threshold() async throws {
        try await EngineFixture.open(
            apps: 200, settings: "limits: { rate: none, concurrency: 4 }\nstop: { failures: 10% }",
            faults: ["422:put:skip=30"]
        ) { shop async throws in
            let result = try await shop.run()
            guard case .failures(let failed, let finished)? = result.ending.stop else {
                Issue.record("the run did not stop for its failures")
                return
            }
            #expect(failed * 10 > finished)
            #expect(result.ending.tally.pending > 100)
        }
    }

    @Test("the breaker opens in an outage, probes, and goes on when the API is back")
    func breaker() async throws {
        try await EngineFixture.open(
            apps: 60,
            settings: "retry: { attempts: 20, base: 10ms, cap: 40ms }\nlimits: { rate: none }\nstop: { breaker: 5 }",
            faults: ["503:put:skip=10:times=30"]
        ) { shop async throws in
            let result = try await shop.run()
            #expect(result.ending.state == .succeeded)
        }
        try await EngineFixture.open(
            apps: 60,
            settings:
                "retry: { attempts: 3, base: 5ms, cap: 10ms }\nlimits: { rate: none }\nstop: { breaker: 5, failures: 100% }",
            faults: ["503:put:skip=10"]
        ) { shop async throws in
            let result = try await shop.run()
            #expect(result.ending.stop == .breaker)
            await shop.server.state.cancelFaults()
            _ = try await shop.launcher().resume().results
            #expect(
                try await shop.launcher().retry(
                    "1", RetrySelection(statusCodes: [], errorKinds: [], regenerates: false)
                ).ending.state == .succeeded)
            #expect(await shop.server.state.targetsWithDifferingValues.isEmpty)
        }
    }

    @Test("Retry-After holds back the whole run")
    func retryAfter() async throws {
        try await EngineFixture.open(
            apps: 40, settings: Self.quick + "\nguard: off\nstop: { canary: 0 }",
            faults: ["429:put:skip=5:times=1:retry-after=1"]
        ) { shop async throws in
            #expect(try await shop.run().ending.state == .succeeded)
            let attempts = try shop.rows(.attemptLog)
            let refused = try #require(attempts.first { $0["status_code"] == .integer(429) })
            // What is under way when the answer comes may end; then nothing leaves for a second, then the rest does.
            let starts = try attempts.map(Self.moment).filter { try $0 >= Self.moment(refused) }.sorted()
            let gaps = zip(starts, starts.dropFirst()).map { $1 - $0 }
            #expect(gaps.contains { $0 >= 0.9 })
        }
    }

    private static func moment(_ attempt: [String: JournalReader.Cell]) throws -> Double {
        guard case .text(let text)? = attempt["started_at"] else { throw CocoaError(.coderValueNotFound) }
        return try Date(text, strategy: Date.ISO8601FormatStyle(includingFractionalSeconds: true)).timeIntervalSince1970
    }

    @Test("keys that would vanish fail the item before anything is sent, unless they may")
    func guarded() async throws {
        let first: (inout SandboxConfiguration) -> Void = { $0.firstKeys = ["username", "password", "legacy"] }
        try await EngineFixture.open(apps: 3, settings: Self.quick + "\nstop: { canary: 0 }", change: first) {
            shop async throws in
            #expect(try await shop.run().ending.tally.failed == 3)
            #expect(try shop.kinds() == ["would_drop_keys"])
            #expect(await shop.puts().isEmpty)
        }
        try await EngineFixture.open(apps: 3, settings: Self.quick, drop: "    drop: [legacy]", change: first) {
            shop async throws in
            #expect(try await shop.run().ending.state == .succeeded)
        }
        try await EngineFixture.open(apps: 3, settings: Self.quick + "\nguard: off", change: first) {
            shop async throws in
            #expect(try await shop.run().ending.state == .succeeded)
            #expect(await shop.server.state.entries.allSatisfy { $0.method == "PUT" || $0.target == nil })
        }
    }

    @Test("a source that all targets lack makes no run")
    func source() async throws {
        try await EngineFixture.open(
            apps: 2, settings: Self.quick + "\nstop: { canary: 0 }",
            keys: ["a: { env: REKEY_TEST_NOT_SET }", "b: { generate: uuid }"]
        ) { shop async throws in
            await #expect(throws: StartRefusal.self) { try await shop.run() }
            #expect(await shop.server.state.requestCount == 0)
            setenv("REKEY_TEST_NOT_SET", "now", 1)
            defer { unsetenv("REKEY_TEST_NOT_SET") }
            let run = try await shop.run()
            #expect(run.run == 1 && run.ending.state == .succeeded)
        }
    }

    @Test("a mask is never sent, from whatever source")
    func mask() async throws {
        setenv("REKEY_TEST_MASK", "****", 1)
        defer { unsetenv("REKEY_TEST_MASK") }
        try await EngineFixture.open(
            apps: 1, settings: Self.quick, keys: ["a: { env: REKEY_TEST_MASK }"]
        ) { shop async throws in
            await #expect(throws: StartRefusal.self) { try await shop.run() }
            #expect(await shop.server.state.requestCount == 0)
        }
    }

    @Test("shared values are shared as far as asked, and no further")
    func share() async throws {
        let keys = ["all: { generate: token, share: plan }", "own: { generate: token }"]
        try await EngineFixture.open(apps: 30, settings: Self.quick, keys: keys) { shop async throws in
            _ = try await shop.run { $0.limit = 10 }
            _ = try await shop.launcher().resume().results
            let targets = Set(await shop.puts().compactMap(\.target))
            var all: Set<String> = []
            var own: Set<String> = []
            for target in targets {
                let values = await shop.server.state.values(target)
                all.insert(values?["all"] ?? "")
                own.insert(values?["own"] ?? "")
            }
            #expect(targets.count == 30 && all.count == 1 && own.count == 30)
        }
    }

    @Test("retry sends failed and unknown items again with their own values, others not")
    func retry() async throws {
        try await EngineFixture.open(
            apps: 20,
            settings: "retry: { attempts: 1 }\nlimits: { rate: none }\nstop: { canary: 0, failures: 100%, breaker: 0 }",
            faults: ["cut-after:put:skip=3:times=4", "404:put:skip=8:times=2"]
        ) { shop async throws in
            let first = try await shop.run()
            #expect(first.ending.tally.unknown == 4 && first.ending.tally.failed == 2 && first.ending.state == .failed)
            await shop.server.state.cancelFaults()
            let some = try await shop.launcher().retry(
                "1", RetrySelection(statusCodes: [404...404], errorKinds: [], regenerates: false))
            #expect(some.ending.tally.unknown == 4 && some.ending.tally.failed == 0)
            let rest = try await shop.launcher().retry(
                "1", RetrySelection(statusCodes: [], errorKinds: [.reset], regenerates: false))
            #expect(rest.ending.state == .succeeded)
            #expect(await shop.server.state.targetsWithDifferingValues.isEmpty)
            #expect(await shop.puts().count == 26)
        }
    }

    @Test("regenerating makes new values for refused items alone")
    func regenerate() async throws {
        try await EngineFixture.open(
            apps: 6,
            settings:
                "retry: { attempts: 1 }\nlimits: { rate: none, concurrency: 1 }\nstop: { canary: 0, failures: 100%, breaker: 0 }",
            faults: ["422:put:times=2", "cut-after:put:times=1"]
        ) { shop async throws in
            _ = try await shop.run()
            await shop.server.state.cancelFaults()
            let again = try await shop.launcher().retry(
                "1", RetrySelection(statusCodes: [], errorKinds: [], regenerates: true))
            #expect(again.ending.state == .succeeded)
            #expect(await shop.server.state.targetsWithDifferingValues.count == 2)
        }
    }

    @Test("a resume never puts an older value over a newer run's")
    func superseded() async throws {
        try await EngineFixture.open(apps: 10, settings: Self.quick) { shop async throws in
            let first = try await shop.run { $0.limit = 4 }
            #expect(first.ending.state == .stopped && first.ending.tally.pending == 6)
            let second = try await shop.run()
            #expect(second.ending.state == .succeeded)
            let before = await shop.server.state.appliedCount
            let resumed = try await shop.launcher().resume(["1"]).results
            #expect(resumed[0].ending.tally.skipped == 6 && resumed[0].ending.state == .succeeded)
            #expect(await shop.server.state.appliedCount == before)
        }
    }

    @Test("the rate holds over runs and resumes, guard reads included")
    func pace() async throws {
        try await EngineFixture.open(apps: 30, settings: "limits: { rate: 6/s, burst: 10 }\nstop: { canary: 0 }") {
            shop async throws in
            _ = try await shop.run { $0.limit = 15 }
            _ = try await shop.launcher().resume().results
            let times = await shop.server.state.entries.map(\.microseconds)
            #expect(times.count == 61)  // the read before the run is one of them
            // Arrival is not departure: a busy machine may keep one for a second, which is six requests; a burst
            // that was given twice would be ten.
            for (first, start) in times.enumerated() {
                for (last, end) in times.enumerated().dropFirst(first) {
                    let seconds = Double(end - start) / 1_000_000 + 1
                    #expect(Double(last - first + 1) <= 10 + 6 * seconds)
                }
            }
        }
    }

    @Test("filters and limits narrow a run, and the rest stays pending")
    func filters() async throws {
        try await EngineFixture.open(apps: 10, settings: Self.quick) { shop async throws in
            let limited = try await shop.run { $0.limit = 3 }
            #expect(limited.ending.stop == .limit(3) && limited.ending.tally.succeeded == 3)
            #expect(await shop.puts().count == 3)
            let app = try #require(await shop.puts().first?.target?.app)
            let one = try await shop.run { $0.apps = [.id(AppID(stored: app))] }
            #expect(one.ending.tally.items == 1 && one.ending.state == .succeeded)
            await #expect(throws: JournalError.self) {
                try await shop.run { $0.secrets = [SecretName(stored: "other")] }
            }
        }
    }

    @Test("a bound per app keeps to it")
    func perApp() async throws {
        try await EngineFixture.open(
            apps: 1, settings: "limits: { rate: none, concurrency: 8, per_app: 1 }", faults: ["delay=1..3"]
        ) { shop async throws in
            #expect(try await shop.run().ending.state == .succeeded)
        }
    }

    @Test("a cancelled run is over: its values are gone, its items told apart")
    func cancel() async throws {
        try await EngineFixture.open(apps: 10, settings: Self.quick) { shop async throws in
            _ = try await shop.run { $0.limit = 4 }
            #expect(try await Housekeeping(store: shop.store).cancel("1") == 1)
            let run = try await shop.store.journal.run(id: 1)
            #expect(run.state == .cancelled && run.tally.skipped == 6 && run.dataKey == nil)
            await #expect(throws: RequestError.self) { try await shop.launcher().resume(["1"]).results }
            await #expect(throws: RequestError.self) { try await Housekeeping(store: shop.store).cancel("1") }
        }
    }

    @Test("the second runner is turned away while the first runs")
    func locked() async throws {
        try await EngineFixture.open(apps: 2, settings: Self.quick) { shop async throws in
            var lock = try RunnerLock.take(database: shop.store.journal.path)
            let isTaken = lock != nil
            #expect(isTaken)
            await #expect(throws: StoreError.self) { try await shop.run() }
            lock.take()?.release()
            #expect(try await shop.run().ending.state == .succeeded)
        }
    }

    @Test("another master key is noticed before anything happens")
    func wrongKey() async throws {
        try await EngineFixture.open(apps: 1, settings: Self.quick) { shop async throws in
            let other = shop.folder + "/other.key"
            let digits = String(repeating: "ab", count: 32)
            _ = FileManager.default.createFile(
                atPath: other, contents: Data(digits.utf8), attributes: [.posixPermissions: 0o600])
            let place = StorePlace(database: shop.store.journal.path, keyFile: other, environment: [:])
            await #expect(throws: StoreError.self) { try await Store.open(place, creates: true) }
        }
    }

    @Test("cancelling the task interrupts the run, and resume goes on with it")
    func taskCancelled() async throws {
        try await EngineFixture.open(apps: 100, settings: "limits: { rate: 200/s, burst: 1 }", faults: ["delay=1..5"]) {
            shop async throws in
            let ending = try await withThrowingTaskGroup(of: RunResult?.self) { group in
                group.addTask { try await shop.run() }
                while await shop.server.state.appliedCount < 5 { await Task.yield() }
                group.cancelAll()
                return try await group.next() ?? nil
            }
            #expect(ending?.ending.state == .interrupted)
            #expect(try await shop.launcher().resume().results[0].ending.state == .succeeded)
            #expect(await shop.server.state.targetsWithDifferingValues.isEmpty)
        }
    }

    @Test("no value that the API echoes gets into the record", arguments: ["echo:put", "echo-input:put"])
    func echo(fault: String) async throws {
        // One for each case: they run side by side.
        let variable = "REKEY_TEST_" + fault.uppercased().filter(\.isLetter)
        setenv(variable, "planted-marker/\"value\"+", 1)
        defer { unsetenv(variable) }
        try await EngineFixture.open(apps: 1, settings: Self.quick, keys: ["a: { env: \(variable) }"], faults: [fault])
        {
            shop async throws in
            #expect(try await shop.run().ending.tally.failed == 1)
            for row in try shop.rows(.runOutcomes) + shop.rows(.attemptLog) {
                #expect(!String(describing: row).contains("planted-marker"))
            }
            let bytes = try ["", "-wal"].map {
                try Data(contentsOf: URL(fileURLWithPath: shop.store.journal.path + $0))
            }
            for file in bytes { #expect(file.range(of: Data("planted-marker".utf8)) == nil) }
        }
    }
}
