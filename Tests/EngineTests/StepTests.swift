import Engine
import Foundation
import Journal
import Model
import Sandbox
import TestSupport
import Testing

@testable import Rekey

/// Programs around an item's PUT.
@Suite(.fewAtATime) struct StepTests {
    private static func plan(_ steps: String, more: String = "") -> String {
        """
        version: 1
        plan: p
        retain: 1
        retry: { attempts: 3, base: 5ms, cap: 20ms }
        limits: { rate: none }
        stop: { canary: 0, failures: 100% }
        \(more)
        secrets:
          - secret: db
            targets: { apps: [APPS] }
            keys:
              user: { literal: svc }
              password: { generate: password }
            steps: { \(steps) }
        """
    }

    private static let both = "set: { command: [./set] }, verify: { command: [./verify] }"

    private func object(_ line: Substring) throws -> [String: Any] {
        try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
    }

    @Test("the programs get the values, old and new, before the PUT and after it")
    func order() async throws {
        try await EngineFixture.open(apps: 1) { shop async throws in
            try shop.writeScript("set", "cat >> set.txt; echo set >> order.txt; env > env.txt\n")
            try shop.writeScript("verify", "cat >> verify.txt; echo verify >> order.txt\n")
            try await shop.apply(Self.plan(Self.both))
            _ = try await shop.run()
            let first = await shop.values()
            _ = try await shop.run()
            let input = try object(try shop.read("set.txt").split(separator: "\n")[1])
            #expect(Set(input.keys) == ["plan", "run", "app_id", "secret_name", "values", "previous"])
            #expect(input["plan"] as? String == "p" && input["run"] as? Int == 2)
            #expect(input["app_id"] as? String == shop.apps[0] && input["secret_name"] as? String == "db")
            #expect(input["values"] as? [String: String] == (await shop.values()))
            #expect(input["previous"] as? [String: String] == first)
            #expect(try shop.read("set.txt") == (try shop.read("verify.txt")))
            #expect(try shop.read("order.txt") == "set\nverify\nset\nverify\n")
            #expect(try !shop.read("env.txt").contains("REKEY_"))
        }
    }

    @Test("a set that fails sends nothing, and a retry goes on with the same values")
    func setFails() async throws {
        try await EngineFixture.open(apps: 2) { shop async throws in
            try shop.writeScript("set", "cat >> set.txt; test -e fixed || { echo no such role >&2; exit 4; }\n")
            try await shop.apply(Self.plan("set: { command: [./set] }"))
            let result = try await shop.run()
            #expect(result.ending.tally.failed == 2 && result.ending.tally.attempts == 0)
            #expect(try shop.kinds() == ["step_set"])
            #expect(try shop.errors(run: 1)[0] == "./set ended with exit code 4: no such role")
            #expect(await shop.puts().isEmpty)
            try shop.write("fixed", "")
            let again = try await shop.launcher().retry(
                "1", RetrySelection(statusCodes: [], errorKinds: [.stepSet], regenerates: false))
            #expect(again.ending.state == .succeeded)
            let inputs = try shop.read("set.txt").split(separator: "\n").map { try object($0) }
            let passwords = Set(inputs.compactMap { ($0["values"] as? [String: String])?["password"] })
            #expect(inputs.count == 4 && passwords.count == 2)
        }
    }

    @Test("a verification that fails is a failure of what was written, and is rolled back like it")
    func verifyFails() async throws {
        try await EngineFixture.open(apps: 1) { shop async throws in
            try shop.writeScript("verify", "cat > /dev/null; test ! -e broken\n")
            try await shop.apply(Self.plan("verify: { command: [./verify] }"))
            _ = try await shop.run()
            let before = await shop.values()
            try shop.write("broken", "")
            let result = try await shop.run()
            #expect(result.ending.tally.failed == 1)
            let row = try #require(try shop.rows(.runOutcomes).last)
            #expect(row["error_kind"] == .text("step_verify") && row["status_code"] == .integer(200))
            #expect(await shop.values() != before)
            try FileManager.default.removeItem(atPath: shop.folder + "/broken")
            #expect(try await shop.launcher().rollBack("2").ending.state == .succeeded)
            #expect(await shop.values() == before)
        }
    }

    @Test("what a program writes is kept without a value in any form of it")
    func scrubbed() async throws {
        try await EngineFixture.open(apps: 1) { shop async throws in
            try shop.writeScript(
                "set",
                "read line; echo \"$line\"; echo \"$line\" | base64 -w0; echo \"$line\" | tr a-z A-Z >&2; exit 1\n")
            try await shop.apply(Self.plan("set: { command: [./set] }"))
            _ = try await shop.run()
            let error = try shop.errors(run: 1)[0]
            await shop.server.state.cancelFaults()
            try shop.writeScript("set", "cat > /dev/null\n")
            _ = try await shop.launcher().retry(
                "1", RetrySelection(statusCodes: [], errorKinds: [], regenerates: false))
            let password = try #require(await shop.values()["password"])
            let encoded = Data(password.utf8).base64EncodedString()
            for part in [password, password.uppercased(), String(encoded.dropFirst(4).dropLast(8))] {
                #expect(!error.contains(part), "\(error)")
            }
            #expect(error.contains("[secret]"))
        }
    }

    /// Far more than a pipe holds, on both of its outputs.
    private static let flood = "cat > /dev/null; yes out | head -c 3000000; yes err | head -c 3000000 >&2\n"

    @Test("a program's exit code decides, however much it writes")
    func flood() async throws {
        try await EngineFixture.open(apps: 1) { shop async throws in
            for name in ["set", "verify"] { try shop.writeScript(name, Self.flood) }
            try await shop.apply(Self.plan(Self.both))
            #expect(try await shop.run().ending.state == .succeeded)
        }
    }

    @Test("of a program that fails, the last 4 KiB of its standard error are in the record, without values")
    func lastWords() async throws {
        try await EngineFixture.open(apps: 1) { shop async throws in
            try shop.writeScript(
                "set",
                """
                read line; yes "$line" | head -c 2000000 >&2; yes err | head -c 8000 >&2
                password=$(echo "$line" | sed 's/.*"password":"\\([^"]*\\)".*/\\1/')
                echo "the role keeps $password, and that is the last line" >&2; exit 3
                """)
            try await shop.apply(Self.plan("set: { command: [./set] }"))
            #expect(try await shop.run().ending.tally.failed == 1)
            let error = try shop.errors(run: 1)[0]
            #expect(error.hasPrefix("./set ended with exit code 3: …"))
            #expect(error.hasSuffix("the role keeps [secret], and that is the last line"), "\(error.suffix(200))")
            #expect((3_500...4_200).contains(error.utf8.count), "\(error.utf8.count)")
        }
    }

    @Test("a program's words before the last 4 KiB are nowhere, not even the end of a value that is cut in two")
    func cutValue() async throws {
        try await EngineFixture.open(apps: 1) { shop async throws in
            // The value's last bytes are the first that are looked at.
            try shop.writeScript(
                "set",
                """
                read line; password=$(echo "$line" | sed 's/.*"password":"\\([^"]*\\)".*/\\1/'); echo "$password" > kept
                printf '%s' "$password" >&2; yes ab | tr -d '\\n' | head -c 5115 >&2; exit 3
                """)
            try await shop.apply(Self.plan("set: { command: [./set] }"))
            _ = try await shop.run()
            let end = try shop.read("kept").trimmingCharacters(in: .newlines).suffix(5)
            #expect(try !shop.errors(run: 1)[0].contains(end))
        }
    }

    @Test("a program that takes too long is ended with all that it started")
    func timeLimit() async throws {
        try await EngineFixture.open(apps: 1) { shop async throws in
            try shop.writeScript("set", "sleep 300 & echo $! > child; wait\n")
            try await shop.apply(Self.plan("set: { command: [./set], timeout: 500ms }"))
            let began = ContinuousClock.now
            #expect(try await shop.run().ending.tally.failed == 1)
            #expect(ContinuousClock.now - began < .seconds(60))
            let child = try #require(Int32(try shop.read("child").trimmingCharacters(in: .newlines)))
            let deadline = ContinuousClock.now + .seconds(10)
            while kill(child, 0) == 0, ContinuousClock.now < deadline { try await Task.sleep(for: .milliseconds(20)) }
            #expect(kill(child, 0) != 0)
        }
    }

    @Test("a run that ended between PUT and verification goes on with the verification")
    func resumedVerify() async throws {
        try await EngineFixture.open(apps: 1) { shop async throws in
            try shop.writeScript("verify", "cat > /dev/null; touch began; test -e go || sleep 300\n")
            try await shop.apply(Self.plan("verify: { command: [./verify], timeout: 5m }", more: "guard: off"))
            let signals = SignalRelay()
            let launcher = shop.launcher(watch: RunWatch(signals: signals.stream))
            async let interrupted = launcher.run(["p"], trigger: "test")
            let deadline = ContinuousClock.now + .seconds(20)
            while !FileManager.default.fileExists(atPath: shop.folder + "/began"), ContinuousClock.now < deadline {
                try await Task.sleep(for: .milliseconds(10))
            }
            signals.deliver(2)
            signals.deliver(2)
            #expect(try await interrupted.map(\.ending.state) == [.interrupted])
            #expect(await shop.puts().count == 1)
            try shop.write("go", "")
            #expect(try await shop.launcher().resume().results.map(\.ending.state) == [.succeeded])
            #expect(await shop.puts().count == 1)
        }
    }

    @Test("steps take nothing from the pace, and retries of the PUT do not call them again")
    func retries() async throws {
        try await EngineFixture.open(apps: 3, faults: ["503:put:each:times=2"]) { shop async throws in
            try shop.writeScript("set", "cat > /dev/null; echo set >> calls\n")
            try await shop.apply(Self.plan("set: { command: [./set] }"))
            #expect(try await shop.run().ending.state == .succeeded)
            #expect(await shop.puts().count == 9)
            #expect(try shop.read("calls").split(separator: "\n").count == 3)
        }
    }
}
