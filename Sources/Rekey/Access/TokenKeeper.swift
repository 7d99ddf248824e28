import Clock
import Engine
import Journal
import Model
import Nx1
import Secrets
import Values

/// Keeps an access token for an API host available: from a login, or for a machine client.
actor TokenKeeper {
    private let store: Store
    private let host: APIHost
    private let caFile: String?
    private let settings: OAuthSettings
    private let client: ClientCredentials?
    private let requests: TokenRequests
    /// What is known about the server in this process.
    private var putsSecretInBody = false

    /// A token that expires sooner than this is renewed before use.
    private static let margin: Duration = .seconds(10)

    /// - Throws: `ConfigurationError`.
    init(store: Store, host: APIHost, caFile: String?, settings: OAuthSettings, requests: TokenRequests) throws {
        self.store = store
        self.host = host
        self.caFile = caFile
        self.settings = settings
        self.requests = requests
        client = try ClientCredentials(settings)
    }

    /// The token, renewed if it is about to expire.
    /// - Returns: `nil` if nobody logged in and no machine client is set.
    /// - Throws: `OAuthError`, `ConfigurationError`.
    func current() async throws -> RenewedToken? {
        guard let row = try await store.journal.login(host: host.authority) else {
            if let client { return try await granted(client) }
            return nil
        }
        let left = row.expiresAt.map { Duration.microseconds($0 - .nowMicroseconds) }
        if let left, left < Self.margin { return try await renewed() }
        guard let access = try store.token(.access, of: row) else { return try await renewed() }
        return RenewedToken(credential: .token(access.secret), kind: .login, expiresAt: left.map { .now + $0 })
    }

    /// Another token. The server's answer is stored before it is used.
    /// - Throws: `OAuthError`, also if the login has no refresh token; `ConfigurationError`.
    func renewed() async throws -> RenewedToken {
        let row = try await store.journal.login(host: host.authority)
        if row == nil, let client { return try await granted(client) }
        guard let row, let refresh = try store.token(.refresh, of: row) else {
            throw OAuthError.refused("the login at \(host.authority) has ended and cannot be renewed", .person)
        }
        let login = try LoginAddresses(row, host: host)
        if !refresh.isBound { try await vouch(for: login) }
        let own = client?.id == row.clientID ? client : nil
        let form = [
            TokenField("grant_type", "refresh_token"), TokenField("refresh_token", secret: refresh.secret),
            TokenField("client_id", row.clientID),
        ]
        let credential = store.tokenRequester([host.authority, login.token.url, login.clientID], secret: nil)
        let endpoints = OAuthEndpoints(authorization: nil, token: login.token, revocation: nil)
        let grant = try await ask(credential, own, { _ in endpoints }, form: { form })
        try await store.keep(grant, for: login, previous: refresh.secret, isNew: false)
        return RenewedToken(grant, .login)
    }

    private func granted(_ client: ClientCredentials) async throws -> RenewedToken {
        // Checked before a socket is opened.
        let named = settings.issuer == nil ? try settings.tokenEndpoint(for: host) : nil
        let names = [host.authority, settings.issuer?.text ?? named?.url ?? "", client.id]
        let issuer = settings.issuer
        let endpoints: @Sendable (OAuthSession) async throws -> OAuthEndpoints = { session in
            if let issuer { return try await session.discover(issuer) }
            guard let named else { throw ConfigurationError("no token URL is named; set NX1_TOKEN_URL or NX1_ISSUER") }
            return OAuthEndpoints(authorization: nil, token: named, revocation: nil)
        }
        let form = [TokenField("grant_type", "client_credentials"), TokenField("scope", client.scope)]
        let credential = store.tokenRequester(names, secret: client.mark)
        let grant = try await ask(credential, client, endpoints, form: { form })
        return RenewedToken(grant, .client)
    }

    /// Tries one way to show a secret after the other, if the server does not accept the first.
    private func ask(
        _ credential: String, _ client: ClientCredentials?,
        _ endpoints: @escaping @Sendable (OAuthSession) async throws -> OAuthEndpoints,
        form: @escaping @Sendable () -> [TokenField]
    ) async throws -> TokenGrant {
        do {
            return try await askOnce(credential, client, endpoints, form)
        } catch OAuthError.refusedHeader where !putsSecretInBody {
            putsSecretInBody = true
            do {
                return try await askOnce(credential, client, endpoints, form)
            } catch {
                putsSecretInBody = false
                throw error
            }
        }
    }

    private func askOnce(
        _ credential: String, _ client: ClientCredentials?,
        _ endpoints: @escaping @Sendable (OAuthSession) async throws -> OAuthEndpoints,
        _ form: @escaping @Sendable () -> [TokenField]
    ) async throws -> TokenGrant {
        let inBody = putsSecretInBody
        return try await requests.send(credential) { [caFile] in
            let discovered = try await OAuthSession.with(caFile: caFile) { try await endpoints($0) }
            var identity = try client?.present()
            identity?.putsSecretInBody = inBody || discovered.wantsSecretInBody
            let presented = identity
            do {
                return try await OAuthSession.with(caFile: caFile, client: presented) {
                    try await $0.token(discovered.token, form())
                }
            } catch OAuthError.refusedHeader(let words, let remedy) where discovered.saysMethods {
                throw OAuthError.refused(words, remedy)
            }
        }
    }

    /// A row from an older rekey is not bound to its addresses, so whoever could write to the database may have changed
    /// them: they are used only if another setting names the same ones.
    private func vouch(for login: LoginAddresses) async throws {
        let named: TokenEndpoint?
        if let issuer = settings.issuer {
            let again = AuthorizationRetry(retry: requests.retry, wanted: "its addresses", warned: requests.warned)
            named = try await again.send { [caFile] in
                try await OAuthSession.with(caFile: caFile) { try await $0.discover(issuer) }
            }.token
        } else {
            named = try? settings.tokenEndpoint(for: host)  // a missing setting is reported below
        }
        guard named == login.token else {
            throw ConfigurationError(
                "the login at \(host.authority) is from an older rekey, which did not seal the address for its token, "
                    + "and neither "
                    + "NX1_TOKEN_URL nor NX1_ISSUER names \(login.token.url); log in again with `rekey login`")
        }
    }
}

extension RenewedToken {
    fileprivate init(_ grant: TokenGrant, _ kind: CredentialKind) {
        self.init(credential: .token(grant.access), kind: kind, expiresAt: grant.lifetime.map { .now + $0 })
    }
}
