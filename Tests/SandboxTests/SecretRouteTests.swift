import Foundation
import Model
import Testing

@testable import Sandbox

/// List, create and reveal beside the routes that every installation has.
@Suite struct SecretRouteTests {
    @Test("a POST creates a secret that does not exist, and the second one is answered 409 and changes nothing")
    func create() async throws {
        try await SandboxClient.run { client async throws in
            #expect(try await client.put(["a": "1"], SandboxClient.list + "/new").status == 404)
            let created = try await client.post("new", ["a": "plant-1", "b": "plant-2"])
            #expect(created.status == 201 && created.text("secret_name") == "new")
            #expect(created.values == ["a": "****", "b": "****"] && !created.body.contains("plant-"))
            #expect(created.text("k8s_name")?.contains("new") == true && created.text("created_at") != nil)
            let again = try await client.post("new", ["a": "plant-3"])
            #expect(again.status == 409 && !again.body.contains("plant-"))
            let target = SandboxTarget(app: SandboxClient.app, secret: "new")
            #expect(await client.server.state.values(target) == ["a": "plant-1", "b": "plant-2"])
            let read = try await client.get(SandboxClient.list + "/new")
            #expect(read.status == 200 && read.text("created_at") == created.text("created_at"))
            #expect(read.text("k8s_name") == created.text("k8s_name"))
        }
    }

    @Test("a stand-in may answer 200 to a POST")
    func createdStatus() async throws {
        try await SandboxClient.run({ $0.createStatus = 200 }) { client async throws in
            #expect(try await client.post("new", ["a": "1"]).status == 200)
        }
    }

    @Test(
        "a POST whose body is wrong is answered 422 with each fault and its context, or 400",
        arguments: [
            ("", "[\"body\"]", 422), ("{", "json_invalid", 422), ("[]", "[\"body\"]", 422),
            ("{}", "[\"body\",\"secret_name\"]", 422), ("{\"secret_name\":\"x\"}", "[\"body\",\"data\"]", 422),
            ("{\"secret_name\":1,\"data\":[]}", "string_type", 422),
            ("{\"secret_name\":\"x\",\"data\":[{\"key\":1,\"value\":\"a\"}]}", "[\"body\",\"data\",0,\"key\"]", 422),
            ("{\"secret_name\":\"x\",\"data\":[{\"key\":\"a\"}]}", "[\"body\",\"data\",0,\"value\"]", 422),
            ("{\"secret_name\":\"x\",\"data\":[\"a\"]}", "[\"body\",\"data\",0]", 422),
            ("{\"secret_name\":\"x y\",\"data\":[]}", "\"code\":400", 400),
        ])
    func invalid(body: String, text: String, status: Int) async throws {
        try await SandboxClient.run { client async throws in
            let answer = try await client.send("POST", SandboxClient.list, body)
            #expect(answer.status == status && answer.body.contains(text), "\(answer.body)")
        }
    }

    @Test("only what was seeded or created exists: other secrets and other apps are answered 404")
    func missing() async throws {
        try await SandboxClient.run { client async throws in
            let unknown = "/api/app/00000000-0000-4000-8000-000000000009/secrets"
            for path in [SandboxClient.list + "/no", SandboxClient.list + "/no/reveal", unknown, unknown + "/db"] {
                #expect(try await client.get(path).status == 404, "\(path)")
            }
            #expect(try await client.post("db", ["a": "1"], unknown).status == 404)
            #expect(try await client.get("/api/app/\(SandboxClient.other)/secrets").body == "[]")
        }
    }

    @Test("a list has the secrets of the app alone, masked, each as it is read by itself")
    func list() async throws {
        try await SandboxClient.run { client async throws in
            #expect(try await client.post("a-new", ["k": "plant-1"]).status == 201)
            #expect(try await client.post("x", ["k": "1"], "/api/app/\(SandboxClient.other)/secrets").status == 201)
            let answer = try await client.get(SandboxClient.list)
            #expect(answer.items.compactMap { $0["secret_name"] as? String } == ["a-new", "db"])
            #expect(!answer.body.contains("plant-") && !answer.body.contains("old"))
            let single = try await client.get(SandboxClient.secret)
            #expect(answer.body.contains(single.body))
        }
    }

    @Test("where every secret exists, a list has those that were touched, and a POST of any is a 409")
    func everything() async throws {
        try await SandboxClient.run({ $0.createsAll = true }) { client async throws in
            #expect(try await client.post("any", ["k": "1"]).status == 409)
            #expect(try await client.put(["k": "1"], SandboxClient.list + "/any").status == 200)
            #expect(try await client.get(SandboxClient.list).items.count == 2)
            await client.server.state.remove(SandboxTarget(app: SandboxClient.app, secret: "any"))
            #expect(try await client.get(SandboxClient.list + "/any").status == 404)
            #expect(try await client.post("any", ["k": "1"]).status == 201)
        }
    }

    @Test("created_at stays on a PUT, and moves when a secret is made anew")
    func createdAt() async throws {
        try await SandboxClient.run { client async throws in
            let first = try await client.get(SandboxClient.secret).text("created_at")
            #expect(try await client.put(["a": "1"]).text("created_at") == first)
            await client.server.state.recreate(SandboxClient.target, ["a": "2"])
            let second = try await client.get(SandboxClient.secret).text("created_at")
            await client.server.state.remove(SandboxClient.target)
            let third = try await client.post("db", ["a": "3"]).text("created_at")
            let times = [first, second, third].compactMap { $0 }
            #expect(times.count == 3 && times == times.sorted() && Set(times).count == 3, "\(times)")
        }
    }

    @Test("reveal shows the values to a caller who has the role, and 403 to one who has not")
    func reveal() async throws {
        try await SandboxClient.run { client async throws in
            #expect(try await client.get(SandboxClient.reveal).values == ["password": "old"])
            #expect(try await client.put(["password": "new", "x": "\\u00e9"]).status == 200)
            #expect(try await client.get(SandboxClient.reveal).values == ["password": "new", "x": "é"])
        }
        try await SandboxClient.run({ $0.mayReveal = false }) { client async throws in
            #expect(try await client.get(SandboxClient.reveal).status == 403)
            #expect(try await client.get(SandboxClient.secret).status == 200)
        }
    }

    @Test("a reveal that lags shows the values before a PUT, and the read of keys does not lag")
    func lag() async throws {
        try await SandboxClient.run({ $0.revealLag = .seconds(3_600) }) { client async throws in
            #expect(try await client.put(["password": "new", "x": "1"]).status == 200)
            #expect(try await client.get(SandboxClient.reveal).values == ["password": "old"])
            #expect(try await client.get(SandboxClient.secret).values == ["password": "****", "x": "****"])
            #expect(try await client.post("new", ["a": "1"]).status == 201)
            #expect(try await client.get(SandboxClient.list + "/new/reveal").values == ["a": "1"])
        }
    }

    @Test("the lag of a reveal ends: each value shows when it has been in force so long")
    func lagEnds() throws {
        var table = SecretTable(SandboxConfiguration())
        let start = ContinuousClock.now
        let lag = Duration.seconds(10)
        table.create(SandboxClient.target, ["k": "0"])
        for number in 1...3 {
            table.replace(
                SandboxClient.target, ["k": "\(number)"], at: start + .seconds(number * 4), lag: lag)
        }
        func value(_ seconds: Int, isStale: Bool = false) -> String? {
            let detail = table.revealed(
                SandboxClient.target, at: start + .seconds(seconds), lag: lag, isStale: isStale)
            return detail?.values?.first?.value
        }
        #expect([12, 13, 15, 18, 21, 22, 40].map { value($0) } == ["0", "0", "1", "2", "2", "3", "3"])
        #expect(value(40, isStale: true) == "2")
    }

    @Test("a member sees the apps on which he has a role, and nothing of the others")
    func member() async throws {
        try await SandboxClient.run({ $0.visibleApps = [SandboxClient.other] }) { client async throws in
            #expect(try await client.get("/api/app").items.compactMap { $0["app_name"] as? String } == ["search"])
            for path in [SandboxClient.list, SandboxClient.secret, SandboxClient.reveal] {
                #expect(try await client.get(path).status == 404, "\(path)")
            }
            #expect(try await client.put(["a": "1"]).status == 404)
            #expect(try await client.post("x", ["a": "1"]).status == 404)
            #expect(try await client.post("x", ["a": "1"], "/api/app/\(SandboxClient.other)/secrets").status == 201)
        }
        try await SandboxClient.run({ $0.visibleApps = [] }) { client async throws in
            let answer = try await client.get("/api/app")
            #expect(answer.status == 200 && answer.body == "[]")
        }
        try await SandboxClient.run { client async throws in
            #expect(try await client.get("/api/app?app_type=nonsense").status == 422)
        }
    }

    @Test("what an installation lacks is a 404, or a 405 that allows the path's first method, as of FastAPI")
    func without() async throws {
        let cases: [(Set<SandboxRoute>, String, String, Int, String?)] = [
            ([.list, .create], "GET", SandboxClient.list, 404, nil),
            ([.list, .create], "POST", SandboxClient.list, 404, nil),
            ([.list], "GET", SandboxClient.list, 405, "POST"),
            ([.create], "POST", SandboxClient.list, 405, "GET"),
            ([.reveal], "GET", SandboxClient.reveal, 404, nil),
            ([], "POST", SandboxClient.reveal, 405, "GET"),
            ([], "DELETE", SandboxClient.secret, 405, "GET"),
            ([], "DELETE", SandboxClient.list, 405, "GET"),
            ([], "GET", "/api/nothing", 404, nil),
        ]
        for (without, method, path, status, allow) in cases {
            try await SandboxClient.run({ $0.without = without }) { client async throws in
                let answer = try await client.send(method, path, SandboxClient.data(["a": "1"], name: "new"))
                #expect(answer.status == status, "\(method) \(path) without \(without)")
                #expect(answer.header("Allow") == (allow.map { [$0] } ?? []), "\(method) \(path) without \(without)")
                #expect(answer.text("detail") == (status == 404 ? "Not Found" : "Method Not Allowed"))
                #expect(await client.server.state.appliedCount == 0)
                #expect(await client.server.state.entries.map(\.method) == [method])
            }
        }
    }

    @Test("secrets are seeded, shown and deleted by programs of this machine, all lines or none")
    func seeds() async throws {
        try await SandboxClient.run { client async throws in
            let line = #"{"app_id":"\#(SandboxClient.other)","secret_name":"s","values":{"k":"v"}}"# + "\n"
            #expect(try await client.send("POST", "/sandbox/secrets", line + "nonsense\n").status == 400)
            #expect(try await client.get("/api/app/\(SandboxClient.other)/secrets").body == "[]")
            #expect(try await client.send("POST", "/sandbox/secrets", line).status == 204)
            #expect(try await client.get("/sandbox/secrets").body.contains(line))
            let path = "/api/app/\(SandboxClient.other)/secrets/s"
            #expect(try await client.get(path + "/reveal").values == ["k": "v"])
            #expect(try await client.send("DELETE", "/sandbox/secrets", line).status == 204)
            #expect(try await client.get(path).status == 404)
            #expect(try await client.send("POST", "/sandbox/secrets", line, headers: []).status == 401)
        }
    }
}
