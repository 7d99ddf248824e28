import Foundation
import Journal
import Model
package import Nx1
import Secrets
import Values

/// Logs in by OAuth2: authorization code with PKCE over a loopback redirect (RFC 6749, RFC 7636, RFC 8252).
package struct Login: Sendable {
    private let store: Store
    private let settings: OAuthSettings
    private let caFile: String?
    private let warned: @Sendable (String) -> Void

    /// The time that a person has at the browser.
    private static let patience: Duration = .seconds(300)

    /// - Parameters:
    ///   - settings: also contain how a confidential client proves its identity.
    ///   - warned: gets one sentence for each warning.
    package init(
        store: Store, settings: OAuthSettings, caFile: String?, warned: @escaping @Sendable (String) -> Void
    ) {
        self.store = store
        self.settings = settings
        self.caFile = caFile
        self.warned = warned
    }

    /// - Parameters:
    ///   - host: the API that the tokens are for.
    ///   - show: gets the address that a browser must open.
    /// - Throws: `OAuthError`, `ConfigurationError`, or `RequestError` if nobody logs in.
    package func perform(host: APIHost, show: @Sendable (String) async -> Void) async throws {
        let client = try ClientCredentials(settings)
        let endpoints = try await endpoints(host)
        let listener = try LoopbackListener()
        let pkce = PKCE(random: try Secret.random(bytes: 32))
        let state = PKCE(random: try Secret.random(bytes: 32)).challenge
        await show(try address(endpoints, pkce, state, listener.redirectURL))
        let query = try await listener.query(within: Self.patience, isOurs: { $0["state"] == state }) { query in
            query["code"] != nil
                ? "You are logged in. This window can be closed." : "That did not work. See the terminal."
        }
        guard let code = query["code"], !code.isEmpty else {
            let words = [query["error"], query["error_description"]].compactMap { $0 }.joined(separator: ": ")
            throw OAuthError.refused(quoted(words.isEmpty ? "no code" : words), .person)
        }
        let form = [
            TokenField("grant_type", "authorization_code"), TokenField("code", secret: Secret(utf8: code)),
            TokenField("redirect_uri", listener.redirectURL), TokenField("client_id", settings.clientID),
            TokenField("code_verifier", secret: pkce.verifier),
        ]
        let login = LoginAddresses(
            host: host, token: endpoints.token, revocation: endpoints.revocation, clientID: settings.clientID)
        let credential = store.tokenRequester([host.authority, login.token.url, login.clientID], secret: nil)
        let requests = TokenRequests(journal: store.journal, retry: RetryPolicy(), warned: warned)
        let grant = try await requests.send(credential) { [caFile] in
            var identity = try client?.present()
            identity?.putsSecretInBody = endpoints.wantsSecretInBody
            return try await OAuthSession.with(caFile: caFile, client: identity) {
                try await $0.token(endpoints.token, form)
            }
        }
        try await store.keep(grant, for: login, previous: nil, isNew: true)
    }

    /// Revokes the tokens and deletes them. A token whose destination is in doubt is sent nowhere, and deleted too.
    /// - Returns: whether there were any tokens.
    package func logout(host: APIHost) async throws -> Bool {
        guard let row = try await store.journal.login(host: host.authority) else { return false }
        do {
            try await revoke(row, host)
        } catch let error as ConfigurationError {
            warned("the tokens are deleted here, but they were not revoked at the authorization server: \(error)")
        }
        return try await store.journal.removeLogin(host: host.authority)
    }

    private func revoke(_ row: LoginRow, _ host: APIHost) async throws {
        let login = try LoginAddresses(row, host: host)
        guard let revocation = login.revocation, let token = try store.token(.refresh, of: row) else { return }
        if !token.isBound { try await vouch(for: revocation, host) }
        let client = try ClientCredentials(settings)
        let own = client?.id == row.clientID ? try client?.present() : nil
        let form = [
            TokenField("token", secret: token.secret), TokenField("token_type_hint", "refresh_token"),
            TokenField("client_id", row.clientID),
        ]
        try await OAuthSession.with(caFile: caFile, client: own) { try await $0.revoke(revocation, form) }
    }

    /// A row of an older rekey is not bound to its addresses: they are used only if a setting names the same ones.
    private func vouch(for revocation: TokenEndpoint, _ host: APIHost) async throws {
        let named =
            if let issuer = settings.issuer {
                try await discovered(issuer).revocation
            } else {
                try settings.revocationEndpoint(for: host)
            }
        guard named == revocation else {
            throw ConfigurationError(
                "an older rekey stored them without sealing their address, and neither NX1_REVOCATION_URL nor "
                    + "NX1_ISSUER names \(revocation.url); revoke them at the server")
        }
    }

    private func endpoints(_ host: APIHost) async throws -> OAuthEndpoints {
        guard let issuer = settings.issuer else { return try settings.endpoints(for: host) }
        let endpoints = try await discovered(issuer)
        guard let named = settings.revocationURL else { return endpoints }
        return OAuthEndpoints(
            endpoints, revocation: try TokenEndpoint(named.text, from: named.place))
    }

    private func discovered(_ issuer: OAuthSettings.Setting) async throws -> OAuthEndpoints {
        try await AuthorizationRetry(retry: RetryPolicy(), wanted: "its addresses", warned: warned).send { [caFile] in
            try await OAuthSession.with(caFile: caFile) { try await $0.discover(issuer) }
        }
    }

    private func address(
        _ endpoints: OAuthEndpoints, _ pkce: PKCE, _ state: String, _ redirect: String
    ) throws -> String {
        guard let authorization = endpoints.authorization, var url = URLComponents(string: authorization) else {
            throw ConfigurationError(
                "the issuer publishes no authorization URL; name one with --authorization-url and --token-url")
        }
        var items = url.queryItems ?? []
        items += [
            URLQueryItem(name: "response_type", value: "code"),
            URLQueryItem(name: "client_id", value: settings.clientID),
            URLQueryItem(name: "redirect_uri", value: redirect), URLQueryItem(name: "state", value: state),
            URLQueryItem(name: "code_challenge", value: pkce.challenge),
            URLQueryItem(name: "code_challenge_method", value: "S256"),
            URLQueryItem(name: "scope", value: settings.scope ?? "openid offline_access"),
        ]
        url.queryItems = items
        return url.string ?? authorization
    }
}
