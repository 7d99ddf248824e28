import Foundation
import Sandbox
import Secrets
import Testing

@testable import Transport

@Suite struct HTTPClientTests {
    private static let app = "3c90c3cc-0d44-4b50-8888-8dd25736052a"
    private static let path = "/api/app/\(app)/secrets/db"
    private static let body = Secret(utf8: "{\"data\":[{\"key\":\"k\",\"value\":\"v\"}]}")

    private func configuration(_ faults: String...) throws -> SandboxConfiguration {
        var configuration = SandboxConfiguration()
        configuration.createsAll = true
        configuration.faults = try faults.map { try Fault(text: $0) }
        return configuration
    }

    private func withClient<R: Sendable>(
        _ configuration: SandboxConfiguration, timeout: Duration = .seconds(10),
        _ body: @Sendable @escaping (HTTPClient, SandboxServer) async throws -> R
    ) async throws -> R {
        try await SandboxServer.serve(configuration) { server in
            let loop = try EventLoop()
            defer { loop.close() }
            var settings = HTTPSettings()
            settings.headers = [("Authorization-PSK", Secret(utf8: "sandbox-psk"))]
            settings.timeout = timeout
            return try await body(try HTTPClient(on: loop, settings: settings), server)
        }
    }

    private static func put(_ server: SandboxServer) -> HTTPRequest {
        HTTPRequest(.put, url: server.url + path, body: body)
    }

    @Test("a PUT carries its body and comes back whole, over one kept connection")
    func put() async throws {
        try await withClient(try configuration()) { client, server async throws in
            for _ in 0..<5 {
                let answer = try await client.send(Self.put(server)).get()
                #expect(answer.status == 200)
                if case .whole = answer.end {} else { Issue.record("the answer was cut") }
            }
            #expect(await server.state.values(SandboxTarget(app: Self.app, secret: "db")) == ["k": "v"])
        }
    }

    @Test(
        "plain http does not leave this machine, whatever its host leads to", arguments: ["10.9.9.9", "[2001:db8::1]"])
    func plainElsewhere(host: String) async throws {
        let loop = try EventLoop()
        defer { loop.close() }
        let client = try HTTPClient(on: loop, settings: HTTPSettings())
        let failure = await #expect(throws: HTTPFailure.self) {
            try await client.send(HTTPRequest(.get, url: "http://\(host):9/")).get()
        }
        #expect(failure?.cause == .configuration && failure?.mayHaveArrived == false)
        #expect(failure?.message.contains("http is allowed to this machine only") == true)
        // A port of this machine at which nobody listens is another matter.
        let refused = await #expect(throws: HTTPFailure.self) {
            try await client.send(HTTPRequest(.get, url: "http://127.0.0.1:1/")).get()
        }
        #expect(refused?.cause == .connect)
    }

    @Test(
        "a kept connection that dies is not tried again behind our back",
        arguments: ["cut-before", "cut-after", "cut-before:rst"])
    func noSilentRetry(fault: String) async throws {
        try await withClient(try configuration(fault + ":skip=1:times=1")) { client, server async throws in
            _ = try await client.send(Self.put(server)).get()
            let failure = await #expect(throws: HTTPFailure.self) { try await client.send(Self.put(server)).get() }
            #expect(failure?.cause == .reset)
            #expect(failure?.mayHaveArrived == true)
            #expect(await server.state.requestCount == 2)
            #expect(try await client.send(Self.put(server)).get().status == 200)
        }
    }

    @Test("nothing listens: the request never arrived")
    func refused() async throws {
        try await withClient(try configuration()) { client, _ async throws in
            let result = await client.send(HTTPRequest(.get, url: "http://127.0.0.1:1/"))
            let failure = #expect(throws: HTTPFailure.self) { try result.get() }
            #expect(failure?.cause == .connect && failure?.mayHaveArrived == false)
        }
    }

    @Test("a name that does not resolve")
    func dns() async throws {
        try await withClient(try configuration()) { client, _ async throws in
            let result = await client.send(HTTPRequest(.get, url: "http://nothing.invalid/"))
            let failure = #expect(throws: HTTPFailure.self) { try result.get() }
            #expect(failure?.cause == .dns && failure?.mayHaveArrived == false)
        }
    }

    @Test("an answer that never comes ends at the time limit, and may have arrived")
    func timeout() async throws {
        try await withClient(try configuration("hang"), timeout: .milliseconds(150)) { client, server async throws in
            let failure = await #expect(throws: HTTPFailure.self) { try await client.send(Self.put(server)).get() }
            #expect(failure?.cause == .timeout && failure?.mayHaveArrived == true)
        }
    }

    @Test("a body cut midway is told, with its status")
    func truncated() async throws {
        try await withClient(try configuration("truncate")) { client, server async throws in
            let answer = try await client.send(Self.put(server)).get()
            #expect(answer.status == 200)
            if case .cutShort = answer.end {} else { Issue.record("the cut was not noticed") }
        }
    }

    @Test("a body without end is cut at the bound")
    func tooLong() async throws {
        try await withClient(try configuration("large:mb=8")) { client, server async throws in
            let answer = try await client.send(Self.put(server)).get()
            if case .tooLong = answer.end {} else { Issue.record("the length was not noticed") }
            #expect(answer.body.count <= 262_144)
        }
    }

    @Test("redirects are not followed")
    func redirect() async throws {
        try await withClient(try configuration("redirect:times=1")) { client, server async throws in
            let answer = try await client.send(Self.put(server)).get()
            #expect(answer.status == 302)
            #expect(await server.state.requestCount == 1)
        }
    }

    @Test("cancelling the task cuts the request at once")
    func cancelled() async throws {
        try await withClient(try configuration("hang")) { client, server async throws in
            let cause = await withTaskGroup(of: HTTPFailure.Cause?.self) { group in
                group.addTask {
                    do {
                        _ = try await client.send(Self.put(server)).get()
                        return nil
                    } catch {
                        return (error as? HTTPFailure)?.cause
                    }
                }
                while await server.state.requestCount == 0 { await Task.yield() }
                group.cancelAll()
                return await group.next() ?? nil
            }
            #expect(cause == .cancelled)
        }
    }

    @Test("two loops share the requests, and a cancelled one is cut on either")
    func twoLoops() async throws {
        try await SandboxServer.serve(try configuration("delay=50ms:times=40", "hang:skip=40")) { server in
            let loops = [try EventLoop(), try EventLoop()]
            defer { for loop in loops { loop.close() } }
            var settings = HTTPSettings()
            settings.headers = [("Authorization-PSK", Secret(utf8: "sandbox-psk"))]
            let client = try HTTPClient(on: loops, settings: settings)
            let statuses = await withTaskGroup(of: Int?.self) { group in
                for _ in 0..<40 { group.addTask { try? await client.send(Self.put(server)).get().status } }
                return await group.reduce(into: []) { $0.append($1) }
            }
            #expect(statuses == Array(repeating: 200, count: 40))
            let causes = await withTaskGroup(of: HTTPFailure.Cause?.self) { group in
                for number in 0..<8 {
                    group.addTask {
                        // Half of them are cancelled before they are sent, half while they wait.
                        while number % 2 == 0, !Task.isCancelled { await Task.yield() }
                        let result = await client.send(Self.put(server))
                        guard case .failure(let failure) = result else { return nil }
                        return failure.cause
                    }
                }
                while await server.state.requestCount < 44 { await Task.yield() }
                group.cancelAll()
                return await group.reduce(into: []) { $0.append($1) }
            }
            #expect(causes == Array(repeating: .cancelled, count: 8))
        }
    }

    @Test(
        "Retry-After is read in both forms",
        arguments: [
            ("2", nil, 2), ("0", nil, 0), ("Mon, 23 Nov 2026 07:00:30 GMT", "Mon, 23 Nov 2026 07:00:00 GMT", 30),
            ("Monday, 23-Nov-26 07:00:30 GMT", "Mon, 23 Nov 2026 07:00:00 GMT", 30),
            ("Mon, 23 Nov 2026 06:00:00 GMT", "Mon, 23 Nov 2026 07:00:00 GMT", 0),
            ("1.5", nil, 2), ("2.0", nil, 2), ("1, 3,2", nil, 3), ("299.997", nil, 300),
            ("99999999999999999", nil, 86_400), ("9999999999999999999999999", nil, 86_400),
            ("Mon, 23 Nov 2099 07:00:00 GMT", "Mon, 23 Nov 2026 07:00:00 GMT", 86_400),
        ] as [(String, String?, Int64)])
    func retryAfter(text: String, date: String?, seconds: Int64) {
        #expect(RetryAfter.wait(text, serverDate: date) == .seconds(seconds))
    }

    @Test(
        "other signs of a limit are read where it is reached",
        arguments: [
            (429, ["Retry-After-Ms": "1500"], 2), (503, ["Retry-After": "3", "Retry-After-Ms": "90000"], 3),
            (429, ["RateLimit-Reset": "7"], 7), (429, ["X-RateLimit-Reset": "1795417260"], 60),
            (429, ["X-Rate-Limit-Reset": "1795417260500"], 61), (429, ["X-RateLimit-Reset": "1795417000"], 0),
            (429, ["RateLimit": "\"default\";r=0;t=30, \"daily\"; r=3; t=31"], 31),
            (429, ["RateLimit": "\"a\";r=0"], nil),
            (503, ["X-RateLimit-Reset": "7"], nil), (503, ["X-RateLimit-Reset": "7", "X-RateLimit-Remaining": "0"], 7),
            (500, ["RateLimit-Reset": "7", "RateLimit-Remaining": "12"], nil), (429, ["Retry-After": "5, 9"], 9),
            (429, ["Retry-After": "x", "RateLimit-Reset": "4, 2"], 4), (429, [:], nil),
        ] as [(Int, [String: String], Int64?)])
    func limitHeaders(status: Int, headers: [String: String], seconds: Int64?) {
        let wait = RetryAfter.read(status: status, serverDate: "Mon, 23 Nov 2026 07:00:00 GMT") { headers[$0] }
        #expect(wait == seconds.map { .seconds($0) })
    }

    @Test("what is no Retry-After is left alone", arguments: ["", "soon", "-1", "1s", "1.", ".5"])
    func noRetryAfter(text: String) {
        #expect(RetryAfter.wait(text, serverDate: nil) == nil)
    }
}
