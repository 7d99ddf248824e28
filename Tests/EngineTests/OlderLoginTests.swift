import Engine
import Foundation
import Journal
import Model
import Nx1
import Sandbox
import Secrets
import Testing
import Values

@testable import Rekey

/// Logins from before the addresses to which a token goes were sealed with it.
@Suite struct OlderLoginTests {
    private static let url = "http://127.0.0.1:1/token"

    /// - Parameter expiresAt: of its access token.
    private func withLogin(
        expiresAt: Int64, _ body: @Sendable @escaping (EngineFixture) async throws -> Void
    ) async throws {
        try await EngineFixture.open(
            apps: 1, settings: "guard: off\nretry: { attempts: 1 }", change: { $0.acceptsAnyToken = true }
        ) { shop async throws in
            let host = try APIHost(shop.server.url, from: "test").authority
            func sealed(_ kind: TokenKind) throws -> [UInt8] {
                try shop.store.masterSeal.seal(Secret(utf8: "\(kind)-token"), at: .unboundToken(kind, host: host))
            }
            try await shop.store.journal.keepLogin(
                LoginRow(
                    host: host, tokenURL: Self.url, revocationURL: nil, clientID: "rekey",
                    refreshToken: try sealed(.refresh), accessToken: try sealed(.access), expiresAt: expiresAt),
                isNew: true)
            try await body(shop)
        }
    }

    private static func changed(_ request: inout RunRequest, _ more: [String: String] = [:]) {
        request.environment["NX1_API_KEY"] = nil
        request.environment.merge(more) { $1 }
    }

    @Test("its access token is good until it ends, also after the master key was changed")
    func access() async throws {
        try await withLogin(expiresAt: .nowMicroseconds + 3_600_000_000) { shop async throws in
            let done = try await shop.run { Self.changed(&$0) }
            #expect(done.ending.state == .succeeded)
            let place = StorePlace(database: shop.folder + "/r.db", environment: [:])
            guard case .file(let keyFile) = place.key else { return }
            _ = try await KeyRotation(keyFile: keyFile).perform(shop.store)
            let store = try await Store.open(place, creates: false).store
            let host = try APIHost(shop.server.url, from: "test").authority
            let row = try #require(try await store.journal.login(host: host))
            let token = try #require(try store.token(.access, of: row))
            #expect(token.secret == Secret(utf8: "access-token") && !token.isBound)
        }
    }

    @Test("its refresh token goes to an address that a setting names too, and to no other")
    func refresh() async throws {
        try await withLogin(expiresAt: 1) { shop async throws in
            for more in [[:], ["NX1_TOKEN_URL": "http://127.0.0.1:2/token"]] {
                let error = await #expect(throws: ConfigurationError.self) {
                    try await shop.run { Self.changed(&$0, more) }
                }
                #expect(error?.description.contains("older rekey") == true)
            }
            let error = await #expect(throws: OAuthError.self) {
                try await shop.run { Self.changed(&$0, ["NX1_TOKEN_URL": Self.url]) }
            }
            guard case .unreachable? = error else {
                Issue.record("\(String(describing: error))")
                return
            }
        }
    }
}
