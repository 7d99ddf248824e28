import Model
import Secrets
import Testing

@testable import Nx1

/// Answers with values in clear, and lists of secrets.
@Suite struct RevealedSecretTests {
    private func revealed(_ text: String) -> RevealedSecret? {
        Array(text.utf8).withUnsafeBytes { RevealedSecret.read($0) }
    }

    private func values(_ pairs: [(String, String)]) -> [(key: KeyName, value: Secret)] {
        pairs.map { (KeyName(stored: $0.0), Secret(utf8: $0.1)) }
    }

    @Test("values are compared whole, in any order")
    func holds() throws {
        let secret = try #require(
            revealed(
                #"{"secret_name":"s","k8s_name":"k","created_at":"2026-01-01T00:00:00Z","data":[{"key":"a","value":"é\n\"x"},{"key":"b","value":""}]}"#
            ))
        #expect(secret.detail.identity == SecretIdentity(k8sName: "k", createdAt: "2026-01-01T00:00:00Z"))
        #expect(secret.holds(values([("b", ""), ("a", "é\n\"x")])))
        #expect(!secret.holds(values([("a", "é\n\"x")])))
        #expect(!secret.holds(values([("a", "e\u{301}\n\"x"), ("b", "")])))
        #expect(!secret.holds(values([("a", "é\n\"x"), ("c", "")])))
        #expect(!secret.holds(values([("a", "é\n\"x"), ("b", ""), ("c", "")])))
    }

    @Test(
        "what is no such answer is none",
        arguments: [
            "", "[]", "{}", #"{"secret_name":"s"}"#, #"{"secret_name":"s","data":[{"key":"a"}]}"#,
            #"{"secret_name":"s","data":[{"key":"a","value":1}]}"#, #"{"secret_name":"s","data":{"a":"b"}}"#,
            #"{"secret_name":"s","data":[{"key":"a","value":"x"},{"key":"a","value":"y"}]}"#,
            #"{"secret_name":"s","data":[],"data":[]}"#, "<html>",
        ])
    func others(text: String) {
        #expect(revealed(text) == nil)
    }

    @Test("a list has keys where the installation says them")
    func list() throws {
        let text = """
            [{"secret_name":"a","k8s_name":"x","data":[{"key":"k","value":"****"}]},{"secret_name":"b","k8s_name":"y"},
             {"secret_name":"","k8s_name":"z"}]
            """
        let list = try #require(Array(text.utf8).withUnsafeBytes { ListedSecret.read($0) })
        #expect(list.map(\.name.text) == ["a", "b"])
        #expect(list[0].keys?.names == [KeyName(stored: "k")] && list[1].keys == nil)
        #expect(list[1].identity.k8sName == "y")
        #expect(Array("{}".utf8).withUnsafeBytes { ListedSecret.read($0) } == nil)
    }
}
