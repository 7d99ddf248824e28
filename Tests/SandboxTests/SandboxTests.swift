import Model
import Testing

@testable import Sandbox

@Suite struct SandboxTests {
    private static let app = "3c90c3cc-0d44-4b50-8888-8dd25736052a"

    private func request(_ method: String, _ uri: String, key: String? = "sandbox-psk", body: String = "")
        -> SandboxRequest
    {
        SandboxRequest(method: method, uri: uri, apiKey: key, authorization: nil, body: Array(body.utf8))
    }

    private func state(_ change: (inout SandboxConfiguration) -> Void = { _ in }) -> SandboxState {
        var configuration = SandboxConfiguration()
        configuration.apps = [.init(id: Self.app, name: "billing", type: "full_pipeline")]
        configuration.secrets = [SandboxTarget(app: Self.app, secret: "db"): ["a": "1", "b": "2"]]
        change(&configuration)
        return SandboxState(configuration)
    }

    private let put = "{\"data\":[{\"key\":\"c\",\"value\":\"geheim\"}]}"

    @Test("a PUT replaces all keys, and every answer masks the values")
    func replaces() async {
        let state = state()
        let path = "/api/app/\(Self.app.uppercased())/secrets/db"
        let reply = await state.answer(request("PUT", path, body: put))
        #expect(reply.status == 200 && !reply.body.contains("geheim") && reply.body.contains("\"value\":\"****\""))
        #expect(await state.values(SandboxTarget(app: Self.app, secret: "db")) == ["c": "geheim"])
        let read = await state.answer(request("GET", path))
        #expect(read.body.contains("{\"key\":\"c\",\"value\":\"****\"}") && !read.body.contains("\"a\""))
    }

    @Test("who is not known gets 401, who may not gets 403, what is not there 404")
    func refusals() async {
        let path = "/api/app/\(Self.app)/secrets/"
        #expect(await state().answer(request("GET", path + "db", key: nil)).status == 401)
        #expect(await state().answer(request("GET", path + "db", key: "wrong")).status == 401)
        #expect(await state { $0.forbiddenApps = [Self.app] }.answer(request("GET", path + "db")).status == 403)
        #expect(await state().answer(request("PUT", path + "none", body: put)).status == 404)
        #expect(await state().answer(request("GET", "/api/app/nope/secrets/db")).status == 422)
        #expect(await state().answer(request("POST", path + "db")).status == 405)
    }

    @Test(
        "a body that is wrong is answered as FastAPI answers, echo included",
        arguments: [
            "{", "{}", "{\"data\":1}", "{\"data\":[{\"key\":\"a\"}]}",
            "{\"data\":[{\"key\":\"a b\",\"value\":\"geheim\"}]}",
            "{\"data\":[{\"key\":\"a\",\"value\":\"geheim\"},{\"key\":\"a\",\"value\":\"x\"}]}",
        ])
    func invalid(body: String) async {
        let reply = await state().answer(request("PUT", "/api/app/\(Self.app)/secrets/db", body: body))
        #expect(reply.status == 422)
        #expect(reply.body.contains("\"input\":"))
        #expect(reply.body.contains("geheim") == body.contains("geheim"))
    }

    @Test("apps are listed by type")
    func apps() async {
        #expect(await state().answer(request("GET", "/api/app")).body.contains("billing"))
        #expect(await state().answer(request("GET", "/api/app?app_type=hand_authored")).body == "[]")
    }

    @Test("the values in force are for programs of this machine that have the key")
    func control() async {
        let state = state()
        func status(
            _ method: String, _ path: String, key: String?, host: String? = "127.0.0.1:8080", origin: String? = nil
        ) async -> Int {
            await state.answer(
                SandboxRequest(
                    method: method, uri: path, apiKey: key, authorization: nil, host: host, origin: origin, body: [])
            ).status
        }
        let key = "sandbox-psk"
        for (method, path) in [
            ("GET", "/sandbox/secrets"), ("POST", "/sandbox/faults"), ("DELETE", "/sandbox/faults"),
            ("DELETE", "/sandbox/log"),
        ] {
            for wrong in [nil, "other"] { #expect(await status(method, path, key: wrong) == 401) }
            #expect(await (200..<300).contains(status(method, path, key: key)))
            for host in ["evil.example", "evil.example:8080", "127.0.0.1.evil.example", "10.0.0.1", "", nil] {
                #expect(await status(method, path, key: key, host: host) == 403)
            }
            #expect(await status(method, path, key: key, origin: "https://evil.example") == 403)
            for host in ["localhost", "LOCALHOST:1", "[::1]", "[::1]:8080"] {
                #expect(await status(method, path, key: key, host: host) != 403)
            }
        }
        #expect(await status("GET", "/sandbox/log", key: nil) == 200)
        #expect(await status("GET", "/sandbox/summary", key: nil) == 200)
        #expect(await status("GET", "/sandbox/log", key: nil, host: "evil.example") == 403)
    }

    @Test("faults hit as often as ordered: shares, skips, times, each secret by itself")
    func faults() async throws {
        let path = "/api/app/\(Self.app)/secrets/"
        let state = state { $0.createsAll = true }
        await state.order(try Fault(text: "503:put:skip=1:times=1:each"))
        var statuses: [Int] = []
        for name in ["x", "y"] {
            for _ in 0..<3 { statuses.append(await state.answer(request("PUT", path + name, body: put)).status) }
        }
        #expect(statuses == [200, 503, 200, 200, 503, 200])
        await state.cancelFaults()
        await state.order(try Fault(text: "429:25%:retry-after=7"))
        var hits = 0
        for _ in 0..<2_000 {
            let reply = await state.answer(request("GET", path + "x"))
            if reply.status == 429 { hits += 1 }
            if reply.status == 429 { #expect(reply.headers["Retry-After"] == "7") }
        }
        #expect((400...600).contains(hits))
    }

    @Test(
        "what is no fault is refused with a word",
        arguments: ["", "700", "503:lots", "cut", "delay=x", "503:150%", "delay=9..1"])
    func noFault(text: String) {
        #expect(throws: InvalidInput.self) { try Fault(text: text) }
    }

    @Test("the log tells differing values apart and holds none")
    func log() async {
        let state = state { $0.createsAll = true }
        let path = "/api/app/\(Self.app)/secrets/db"
        for _ in 0..<2 { _ = await state.answer(request("PUT", path, body: put)) }
        #expect(await state.targetsWithDifferingValues.isEmpty)
        _ = await state.answer(request("PUT", path, body: put.replacing("geheim", with: "anders")))
        #expect(await state.targetsWithDifferingValues.count == 1)
        let log = await state.answer(request("GET", "/sandbox/log")).body
        #expect(log.split(separator: "\n").count == 3)
        #expect(!log.contains("geheim") && !log.contains("anders"))
    }
}
