import Foundation
import Journal
import Model
import Sandbox
import TestSupport
import Testing

@testable import Engine
@testable import Rekey

/// Runs that go on only when a gate says so.
@Suite(.fewAtATime) struct WaveTests {
    private static func plan(_ waves: String) -> String {
        """
        version: 1
        plan: p
        retry: { attempts: 3, base: 5ms, cap: 20ms }
        limits: { rate: none }
        stop: { canary: 0, failures: 100% }
        waves: \(waves)
        guard: off
        secrets:
          - secret: db
            targets: { apps: [APPS] }
            keys: { password: { generate: password } }
        """
    }

    @Test("each wave ends before the gate is asked, and the last needs none")
    func waves() async throws {
        try await EngineFixture.open(apps: 10) { shop async throws in
            try shop.writeScript("gate", "cat >> gate.txt\n")
            try await shop.apply(Self.plan("{ size: 40%, pause: 10ms, gate: { command: [./gate] } }"))
            #expect(try await shop.run().ending.state == .succeeded)
            let asked = try shop.read("gate.txt").split(separator: "\n").map { line in
                try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any] ?? [:]
            }
            #expect(asked.map { $0["succeeded"] as? Int } == [4, 8])
            #expect(asked.map { $0["pending"] as? Int } == [6, 2])
        }
    }

    @Test("a gate that says no stops the run, and the resume asks it again first")
    func gate() async throws {
        try await EngineFixture.open(apps: 9) { shop async throws in
            try shop.writeScript("gate", "cat > /dev/null; echo asked >> gate.txt; test -e open\n")
            try await shop.apply(Self.plan("{ size: 3, gate: { command: [./gate] } }"))
            let stopped = try await shop.run()
            #expect(stopped.ending.state == .stopped && stopped.ending.tally.succeeded == 3)
            #expect(stopped.ending.tally.pending == 6)
            #expect(stopped.ending.stopReason == "gate: the next wave must not begin: ./gate ended with exit code 1")
            #expect(try shop.rows(.runOutcomes).filter { $0["state"] == .text("pending") }.count == 6)
            #expect(try await shop.launcher().resume().results.map(\.ending.tally.succeeded) == [3])
            #expect(await shop.puts().count == 3)
            try shop.write("open", "")
            #expect(try await shop.launcher().resume().results.map(\.ending.state) == [.succeeded])
            #expect(try shop.read("gate.txt").split(separator: "\n").count == 4)
            #expect(await shop.puts().count == 9)
        }
    }

    @Test("a gate may write as much as it likes, and its last words are the reason")
    func gateWords() async throws {
        try await EngineFixture.open(apps: 4) { shop async throws in
            try shop.writeScript(
                "gate",
                "cat > /dev/null; yes | head -c 3000000; yes | head -c 3000000 >&2; test -e open || { echo too early >&2; exit 1; }\n"
            )
            try await shop.apply(Self.plan("{ size: 2, gate: { command: [./gate] } }"))
            let stopped = try await shop.run()
            #expect(stopped.ending.state == .stopped)
            #expect(stopped.ending.stopReason?.hasSuffix("y y too early") == true, "\(stopped.ending.stopReason ?? "")")
            try shop.write("open", "")
            #expect(try await shop.launcher().resume().results.map(\.ending.state) == [.succeeded])
        }
    }

    @Test("failures count as ended, so that a wave with some ends too")
    func failures() async throws {
        try await EngineFixture.open(apps: 6, faults: ["404:put:times=3"]) { shop async throws in
            try await shop.apply(Self.plan("{ size: 2, pause: 1ms }"))
            let result = try await shop.run()
            #expect(result.ending.tally.succeeded == 3 && result.ending.tally.failed == 3)
        }
    }

    @Test("a retry that has nothing left to do ends, whatever the size of the waves")
    func nothingLeft() async throws {
        try await EngineFixture.open(apps: 2, faults: ["404:put:times=2"]) { shop async throws in
            try shop.writeScript("gate", "cat > /dev/null\n")
            try await shop.apply(Self.plan("{ size: 2, gate: { command: [./gate] } }"))
            #expect(try await shop.run().ending.tally.failed == 2)
            #expect(try await shop.run().ending.tally.succeeded == 2)
            let again = try await shop.launcher().retry(
                "1", RetrySelection(statusCodes: [], errorKinds: [], regenerates: false))
            #expect(again.ending.tally.skipped == 2 && again.ending.state == .succeeded)
        }
    }

    @Test("a signal ends a pause")
    func signal() async throws {
        try await EngineFixture.open(apps: 4) { shop async throws in
            try await shop.apply(Self.plan("{ size: 2, pause: 1h }"))
            let signals = SignalRelay()
            let launcher = shop.launcher(watch: RunWatch(signals: signals.stream))
            async let interrupted = launcher.run(["p"], trigger: "test")
            let deadline = ContinuousClock.now + .seconds(20)
            while await shop.puts().count < 2, ContinuousClock.now < deadline {
                try await Task.sleep(for: .milliseconds(5))
            }
            signals.deliver(15)
            let ending = try await interrupted[0].ending
            #expect(ending.state == .interrupted && ending.tally.succeeded == 2 && ending.tally.pending == 2)
        }
    }
}
