import Engine
import Foundation
import Journal
import Model
import Sandbox
import TestSupport
import Testing

@testable import Rekey

/// What the API says, with what it must not say in it.
@Suite(.fewAtATime) struct ForeignTextTests {
    private static let settings =
        "retry: { attempts: 1 }\nlimits: { rate: none, concurrency: 1 }\n"
        + "stop: { canary: 0, breaker: 0, failures: 100% }\nretain: 1\nguard: off"

    private static let odd = [
        "a\u{1B}[31mred", "line\nbreak", "right\u{202E}left", "=1+1", String(repeating: "K", count: 250_000), "é",
    ]

    /// Everything that is kept, as bytes.
    private static func kept(_ shop: EngineFixture) -> String {
        ["r.db", "r.db-wal"].map { name in
            String(decoding: FileManager.default.contents(atPath: shop.folder + "/" + name) ?? Data(), as: UTF8.self)
        }.joined()
    }

    @Test("the value that a secret has is not repeated when the API refuses another")
    func before() async throws {
        try await EngineFixture.open(apps: 1, settings: Self.settings) { shop async throws in
            #expect(try await shop.run().ending.state == .succeeded)
            let first = try #require(await shop.values()["password"])
            await shop.server.state.order(try Fault(text: "echo-before:put"))
            for _ in 0..<2 {
                let run = try await shop.run().run
                #expect(try shop.errors(run: run).allSatisfy { $0.contains("[secret]") && !$0.contains(first) })
            }
            #expect(!Self.kept(shop).contains(first))
        }
    }

    @Test("the values of other items are not repeated")
    func others() async throws {
        try await EngineFixture.open(apps: 12, settings: Self.settings) { shop async throws in
            await shop.server.state.order(try Fault(text: "echo-other:put:skip=6"))
            let run = try await shop.run().run
            let errors = try shop.errors(run: run)
            #expect(errors.count == 6 && errors.allSatisfy { $0.contains("[secret]") }, "\(errors)")
            let kept = Self.kept(shop)
            for app in 0..<6 {
                let value = try #require(await shop.values(app)["password"])
                #expect(!kept.contains(value))
            }
        }
    }

    @Test("names of keys are read as names, counted where they are none, and held back where they repeat a credential")
    func keyNames() async throws {
        let many = (0..<30).map { "key-\($0)" }
        for (keys, expected) in [
            (Self.odd, "would remove keys of the secret: 6 keys whose names are not valid; add"),
            (["old", "=1+1"], "would remove keys of the secret: old and 1 key whose name is not valid; add"),
            (
                ["old", "x-sandbox-psk-x"],
                "would remove keys of the secret: old and 1 key whose name repeats a secret; add"
            ),
            (many, "and 10 more keys; add"),
            ([String(repeating: "k", count: 253), "z"], "would remove keys of the secret: 2 more keys; add"),
        ] {
            try await EngineFixture.open(
                apps: 2, settings: "stop: { canary: 0, failures: 100% }", change: { $0.firstKeys = keys }
            ) { shop async throws in
                let run = try await shop.run().run
                let errors = try shop.errors(run: run)
                #expect(errors.count == 2)
                for error in errors {
                    #expect(error.contains(expected), "\(error)")
                    #expect(error.unicodeScalars.count <= 500 && !error.contains("sandbox-psk"))
                    #expect(error.unicodeScalars.allSatisfy { (0x20...0x7e).contains($0.value) })
                }
                #expect(try shop.kinds() == ["would_drop_keys"])
                #expect(await shop.puts().isEmpty)
                _ = try await shop.check().perform("p") { finding in
                    #expect(finding.result == .wouldDropKeys && finding.vanishing.count <= 20)
                    #expect(!"\(finding)".contains("sandbox-psk") && !"\(finding)".contains("\u{1B}"))
                }
            }
        }
    }

    @Test("an answer about another secret, or one that can be read in two ways, is no success")
    func otherSecret() async throws {
        for body in [
            #"{"secret_name":"db","app_id":"00000000-0000-4000-8000-000000000000","data":[{"key":"a","value":"****"}]}"#,
            #"{"secret_name":"x","secret_name":"db","data":[{"key":"a","value":"****"}]}"#,
            #"{"secret_name":"db","secret_name":"db","data":[{"key":"a","value":"****"}]}"#,
            #"{"secret_name":"db","data":[{"key":"b","key":"a","value":"****"}]}"#,
            #"{"secret_name":"db","data":[{"key":"a","value":"****"}],"d\u0061ta":[]}"#,
            #"{"secret_name":"db","k8s_name":"another","data":[{"key":"a","value":"****"}]}"#,
        ] {
            var fault = Fault(.status)
            fault.code = 200
            fault.method = "PUT"
            fault.body = body
            let chosen = fault
            try await EngineFixture.open(
                apps: 1, keys: ["a: { generate: password }"], change: { $0.faults = [chosen] }
            ) { shop async throws in
                _ = try await shop.run()
                #expect(try shop.kinds() == ["unexpected_response"], "\(body)")
            }
        }
    }
}
