import Foundation
import Model
import TestSupport
import Testing

@testable import Sandbox

/// The stand-in's own access tokens, and those of another issuer.
@Suite struct AccessTokenTests {
    private static let path = SandboxRoute.token.path
    private static let form = "grant_type=client_credentials&scope=profile"
    private static let basic = "Basic " + Data("sandbox-client:sandbox-client-secret".utf8).base64EncodedString()

    private func token(_ client: SandboxClient) async throws -> String {
        let answer = try await client.send("POST", Self.path, Self.form, headers: [("Authorization", Self.basic)])
        #expect(answer.status == 200, "\(answer.body)")
        return try #require(answer.text("access_token"))
    }

    @Test("a machine client gets a token of 600 seconds, with its secret in the header or in the body")
    func grant() async throws {
        try await SandboxClient.run { client async throws in
            let body = Self.form + "&client_id=sandbox-client&client_secret=sandbox-client%2Dsecret"
            for (body, headers) in [(Self.form, [("Authorization", Self.basic)]), (body, [])] {
                let answer = try await client.send("POST", Self.path, body, headers: headers)
                #expect(answer.status == 200 && answer.fields["expires_in"] as? Int == 600)
                #expect(answer.text("token_type") == "Bearer" && answer.fields["refresh_token"] == nil)
                #expect(try await client.status(bearer: try #require(answer.text("access_token"))) == 200)
            }
            #expect(await client.server.state.issuedTokenCount == 2)
            #expect(try await client.status(bearer: "nonsense") == 401)
        }
    }

    @Test(
        "a client that is not known, or another grant, is refused with the code of OAuth2",
        arguments: [
            ("grant_type=client_credentials&client_id=sandbox-client&client_secret=x", 401, "unauthorized_client"),
            ("grant_type=client_credentials", 401, "unauthorized_client"),
            ("grant_type=refresh_token&refresh_token=x", 400, "unsupported_grant_type"), ("", 400, "invalid_request"),
        ])
    func refused(form: String, status: Int, error: String) async throws {
        try await SandboxClient.run { client async throws in
            let answer = try await client.send("POST", Self.path, form, headers: [])
            #expect(answer.status == status && answer.text("error") == error)
        }
    }

    @Test("a token ends after its lifetime, and the next one is another")
    func lifetime() async throws {
        try await SandboxClient.run({ $0.tokenLifetime = .seconds(1) }) { client async throws in
            var seen: Set<String> = []
            for _ in 0..<3 {
                let token = try await token(client)
                // On a busy machine a second may be over before it is shown.
                #expect([200, 401].contains(try await client.status(bearer: token)))
                #expect(seen.insert(token).inserted)
                #expect(try await eventually { try await client.status(bearer: token) == 401 })
            }
            #expect(await client.server.state.issuedTokenCount == 3)
        }
    }

    @Test("a refused token is answered with the scheme that it wants")
    func challenge() async throws {
        try await SandboxClient.run { client async throws in
            let answer = try await client.send("GET", "/api/app", headers: [])
            #expect(answer.status == 401 && answer.header("WWW-Authenticate") == ["Bearer"])
        }
    }

    @Test("the tokens of another issuer hold by their signature, and the API key holds beside them")
    func outsideIssuer() async throws {
        try await SandboxClient.run({ $0.tokenLifetime = .seconds(2) }) { issuer async throws in
            let url = issuer.server.url + SandboxRoute.issuerPath
            try await SandboxClient.run({ $0.issuer = url }) { client async throws in
                let token = try await token(issuer)
                #expect(try await client.status(bearer: token) == 200)
                #expect(try await client.status(bearer: try await self.token(client)) == 200)
                #expect(try await client.get("/api/app").status == 200)
                let parts = token.split(separator: ".").map(String.init)
                let claims = try #require(Base64URL.decode(parts[1]))
                let later = String(decoding: claims, as: UTF8.self).replacing("\"exp\":1", with: "\"exp\":9")
                for forged in [
                    parts[0] + "." + Base64URL.encode(later.utf8) + "." + parts[2], parts[0] + "." + parts[1] + ".",
                    Base64URL.encode("{\"alg\":\"none\"}".utf8) + "." + parts[1] + ".", "a.b.c", "opaque",
                ] {
                    #expect(try await client.status(bearer: forged) == 401, "\(forged)")
                }
                #expect(try await eventually { try await client.status(bearer: token) == 401 })
            }
            // Signed by a key of the same issuer's name that is not the issuer's.
            var stranger = SandboxIssuer(SandboxConfiguration())
            let request = SandboxRequest(
                method: "POST", uri: Self.path, apiKey: nil, authorization: Self.basic, body: Array(Self.form.utf8))
            let answer = stranger.answer(request, issuer: url).body
            let forged =
                try #require(
                    try JSONSerialization.jsonObject(with: Data(answer.utf8)) as? [String: Any])["access_token"]
                as? String
            try await SandboxClient.run({ $0.issuer = url }) { client async throws in
                #expect(try await client.status(bearer: try #require(forged)) == 401)
            }
        }
    }

    @Test("an issuer that cannot be read, or names itself otherwise, is refused at the start")
    func noIssuer() async throws {
        try await SandboxClient.run { issuer async throws in
            for path in ["/realms/other", "/realms/sandbox/x"] {
                await #expect(throws: InvalidInput.self) {
                    try await SandboxClient.run({ $0.issuer = issuer.server.url + path }) { _ in }
                }
            }
            let other = "http://localhost:\(issuer.server.port)/realms/sandbox"
            try await SandboxClient.run({ $0.issuer = other }) { client async throws in
                #expect(try await client.get("/api/app").status == 200)
            }
        }
    }
}
