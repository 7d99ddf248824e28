import Engine
import Foundation
import Journal
import Model
import Nx1
import Sandbox
import Secrets
import TestSupport
import Testing

@testable import Rekey

/// What a network can do to a run, over HTTP/1.1 and inside TLS.
@Suite(.fewAtATime) struct NetworkTests {
    @Test(
        "each answer ends in its state and kind",
        arguments: [
            ("400:put", "failed", "bad_request", 400), ("404:put", "failed", "not_found", 404),
            ("422:put", "failed", "validation", 422), ("413:put", "failed", "unexpected_status", 413),
            ("403:put", "failed", "forbidden", 403), ("redirect:put", "failed", "redirect", 302),
            ("204:put", "failed", "unexpected_status", 204), ("501:put", "failed", "server_error", 501),
            ("503:put", "failed", "server_error", 503), ("429:put", "failed", "rate_limited", 429),
            ("408:put", "failed", "timeout", 408), ("409:put", "failed", "unexpected_status", 409),
            ("html:put", "failed", "unexpected_response", 200), ("malformed:put", "failed", "unexpected_response", 200),
            ("wrong-secret:put", "failed", "unexpected_response", 200),
            ("missing-keys:put", "failed", "unexpected_response", 200),
            ("large:put:mb=3", "failed", "unexpected_response", 200), ("cut-before:put", "unknown", "reset", nil),
            ("cut-after:put", "unknown", "reset", nil), ("truncate:put", "unknown", "reset", 200),
            ("hang:put", "unknown", "timeout", nil), ("404:get:secret=db", "failed", "not_found", 404),
            ("cut-before:get", "failed", "reset", nil), ("html:get:secret=db", "failed", "unexpected_response", 200),
            ("drip:put:delay=200", "unknown", "timeout", 200), ("cut-before:put:rst", "unknown", "reset", nil),
            ("cut-after:put:rst", "unknown", "reset", nil), ("hang-after:put", "unknown", "timeout", nil),
            ("chunked", "succeeded", nil, 200), ("gzip", "succeeded", nil, 200),
            ("drip:delay=1", "succeeded", nil, 200),
        ] as [(String, String, String?, Int64?)], [nil, .good] as [Certificates.Kind?])
    func answers(expected: (String, String, String?, Int64?), certificate: Certificates.Kind?) async throws {
        let (fault, state, kind, status) = expected
        let timeout = fault.hasPrefix("hang") || fault.hasPrefix("drip:put") ? "3s" : "30s"
        let settings =
            "retry: { attempts: 2, base: 1ms, cap: 2ms }\nlimits: { rate: none, timeout: \(timeout) }\nstop: { canary: 0, breaker: 0, failures: 100% }"
        try await EngineFixture.open(apps: 2, settings: settings, faults: [fault], certificate: certificate) {
            shop async throws in
            _ = try await shop.run()
            for row in try shop.rows(.runOutcomes) {
                #expect(row["state"] == .text(state))
                #expect(row["error_kind"] == kind.map { .text($0) } ?? .null)
                #expect(row["status_code"] == status.map { .integer($0) } ?? .null)
            }
        }
    }

    @Test(
        "a certificate that does not verify stops the run, and nothing is sent",
        arguments: [.wrongHost, .expired, .selfSigned] as [Certificates.Kind])
    func certificates(kind: Certificates.Kind) async throws {
        try await EngineFixture.open(certificate: kind) { shop async throws in
            let ending = try await shop.run().ending
            guard case .certificate(let reason)? = ending.stop else {
                Issue.record("\(String(describing: ending.stop))")
                return
            }
            #expect(!reason.isEmpty)
            #expect(ending.state == .stopped && ending.tally.pending == 20)
            #expect(await shop.server.state.requestCount == 0)
        }
    }

    @Test("a redirect is never followed, and the other host learns nothing", arguments: ["get", "put"])
    func redirect(method: String) async throws {
        try await SandboxServer.serve(SandboxConfiguration()) { elsewhere in
            try await EngineFixture.open(
                settings: "stop: { canary: 0 }", faults: ["redirect:\(method):url=\(elsewhere.url)/api/app"]
            ) { shop async throws in
                #expect(try await shop.run().ending.tally.failed > 0)
                #expect(try shop.kinds() == ["redirect"])
                #expect(await elsewhere.state.requestCount == 0)
            }
        }
    }

    @Test("a host that has no address, or where nobody listens, is told from one that fails")
    func nobody() async throws {
        let settings =
            "retry: { attempts: 2, base: 1ms, cap: 2ms }\nlimits: { rate: none }\nstop: { canary: 0, breaker: 0, failures: 100% }"
        for (host, kind) in [("https://nowhere.invalid", "dns"), ("http://127.0.0.1:1", "connect")] {
            try await EngineFixture.open(apps: 3, settings: settings) { shop async throws in
                let ending = try await shop.run { $0.environment["NX1_HOST"] = host }.ending
                // Nothing left, so nothing is unknown.
                #expect(!ending.wasAnswered && ending.tally.failed == 3)
                #expect(try shop.kinds() == [kind])
                // The run belongs to that host, which may be there later.
                let again = RetrySelection(statusCodes: [], errorKinds: [], regenerates: false)
                await #expect(throws: ConfigurationError.self) { try await shop.launcher().retry("1", again) }
                let same = shop.launcher { $0.environment["NX1_HOST"] = host }
                #expect(try await same.retry("1", again).ending.tally.failed == 3)
            }
        }
    }

    @Test("a server that goes away and comes back is waited for: pause, probe, go on")
    func away() async throws {
        try await EngineFixture.open(
            apps: 300,
            settings: """
                limits: { rate: none, concurrency: 8 }
                retry: { attempts: 8, base: 50ms, cap: 400ms }
                stop: { breaker: 4, failures: 100%, canary: 0 }
                """
        ) { shop async throws in
            async let run = shop.run()
            _ = try await eventually { await shop.server.state.appliedCount >= 50 }
            await shop.server.state.order(try Fault(text: "cut-before:rst"))
            let cut = await shop.server.state.requestCount
            try await Task.sleep(for: .seconds(1))
            await shop.server.state.cancelFaults()
            let during = await shop.server.state.requestCount - cut
            #expect(try await run.ending.state == .succeeded)
            // Eight at once for a second would be thousands; with the breaker open it is a probe now and then.
            #expect(during < 60)
            #expect(await shop.server.state.targetsWithDifferingValues.isEmpty)
        }
    }

    @Test("an answer of 50 MB is cut off, not taken in")
    func large() async throws {
        try await EngineFixture.open(
            apps: 2, settings: "stop: { canary: 0, failures: 100% }\nlimits: { concurrency: 1 }",
            faults: ["large:put:mb=50:times=1"]
        ) { shop async throws in
            #expect(try await shop.run().ending.tally.failed == 1)
            #expect(try shop.kinds() == ["unexpected_response"])
        }
    }
}
