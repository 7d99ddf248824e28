import Engine
import Journal
import Model
import Monotonic
import Nx1
import Secrecy
import Values

/// Has an access token for an API host at hand: from a login, or for a client of its own.
struct TokenKeeper: Sendable {
    let store: Store
    let host: APIHost
    let caFile: String?
    /// A client that has a secret: it may be there without a person (RFC 6749, section 4.4), and shows its secret when a
    /// login of its is renewed.
    let client: ClientCredentials?

    /// A token that expires sooner than this is renewed before it is used.
    private static let margin: Duration = .seconds(10)

    /// The token, renewed where it is about to expire.
    /// - Returns: `nil` where nobody logged in and no client is named.
    /// - Throws: `OAuthError`.
    func current() async throws -> Tokened? {
        guard let row = try await store.journal.login(host: host.authority) else {
            if let client { return try await granted(client) }
            return nil
        }
        let left = row.expiresAt.map { Duration.microseconds($0 - .nowMicroseconds) }
        if let left, left < Self.margin { return try await renewed() }
        let access = try store.token(row.accessToken, host: host.authority, .access)
        return Tokened(credential: .token(access), expiresAt: left.map { .now + $0 })
    }

    /// Another token. What the server gives is kept before it is used.
    /// - Throws: `OAuthError`, also when the login has no refresh token.
    func renewed() async throws -> Tokened {
        let row = try await store.journal.login(host: host.authority)
        if row == nil, let client { return try await granted(client) }
        guard let row, let sealed = row.refreshToken else {
            throw OAuthError.refused("the login at \(host.authority) has ended and cannot be renewed")
        }
        let refresh = try store.token(sealed, host: host.authority, .refresh)
        let form: [(name: String, value: Secret)] = [
            ("grant_type", Secret(utf8: "refresh_token")), ("refresh_token", refresh),
            ("client_id", Secret(utf8: row.clientID)),
        ]
        let own = client?.client.id == row.clientID ? client?.client : nil
        let grant = try await OAuthSession.with(caFile: caFile, client: own) { try await $0.token(row.tokenURL, form) }
        try await store.keep(
            grant, host: host, tokenURL: row.tokenURL, revocationURL: row.revocationURL, clientID: row.clientID,
            previous: refresh, isNew: false)
        return Tokened(grant)
    }

    private func granted(_ client: ClientCredentials) async throws -> Tokened {
        var form: [(name: String, value: Secret)] = [("grant_type", Secret(utf8: "client_credentials"))]
        if let scope = client.scope { form.append(("scope", Secret(utf8: scope))) }
        let fields = form
        return try await OAuthSession.with(caFile: caFile, client: client.client) { session in
            let url: String
            if let issuer = client.issuer {
                url = try await session.discover(issuer).token
            } else {
                url = client.tokenURL
            }
            return Tokened(try await session.token(url, fields))
        }
    }
}

/// A client that has a secret of its own.
struct ClientCredentials: Sendable {
    let client: OAuthClient
    let issuer: String?
    let tokenURL: String
    let scope: String?
}

extension Tokened {
    fileprivate init(_ grant: TokenGrant) {
        self.init(credential: .token(grant.access), expiresAt: grant.lifetime.map { .now + $0 })
    }
}
