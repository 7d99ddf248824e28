import Foundation
import Journal
import Model
package import Nx1
import Secrecy
import Values

/// Logs in by OAuth2: authorization code with PKCE over a loopback redirect (RFC 6749, RFC 7636, RFC 8252).
package struct Login: Sendable {
    private let store: Store
    private let settings: OAuthSettings
    private let caFile: String?
    /// Of a client that is not public.
    private let client: OAuthClient?

    /// How long somebody may take at the browser.
    private static let patience: Duration = .seconds(300)

    /// - Parameter environment: where `NX1_CLIENT_SECRET` is, for clients that have one.
    package init(store: Store, settings: OAuthSettings, caFile: String?, environment: [String: String]) {
        self.store = store
        self.settings = settings
        self.caFile = caFile
        let secret = environment["NX1_CLIENT_SECRET"] ?? ""
        client = secret.isEmpty ? nil : OAuthClient(id: settings.clientID, secret: Secret(utf8: secret))
    }

    /// - Parameters:
    ///   - host: the API for which the tokens are.
    ///   - show: gets the address that a browser must open.
    /// - Throws: `OAuthError`, `ConfigurationError`, or `RequestError` when nobody logs in.
    package func perform(host: APIHost, show: @Sendable (String) async -> Void) async throws {
        let listener = try LoopbackListener()
        let pkce = PKCE(random: try Secret.random(bytes: 32))
        let state = PKCE(random: try Secret.random(bytes: 32)).challenge
        let endpoints = try await endpoints()
        await show(try address(endpoints, pkce, state, listener.redirectURL))
        let query = try await listener.query(within: Self.patience) { query in
            query["state"] == state && query["code"] != nil
                ? "You are logged in. This window can be closed." : "That did not work. See the terminal."
        }
        guard query["state"] == state else {
            throw OAuthError.refused("the answer came with another state, so it may be somebody else's")
        }
        guard let code = query["code"], !code.isEmpty else {
            let words = [query["error"], query["error_description"]].compactMap { $0 }.joined(separator: ": ")
            throw OAuthError.refused(quoted(words.isEmpty ? "no code" : words))
        }
        let form: [(name: String, value: Secret)] = [
            ("grant_type", Secret(utf8: "authorization_code")), ("code", Secret(utf8: code)),
            ("redirect_uri", Secret(utf8: listener.redirectURL)), ("client_id", Secret(utf8: settings.clientID)),
            ("code_verifier", pkce.verifier),
        ]
        let grant = try await OAuthSession.with(caFile: caFile, client: client) {
            try await $0.token(endpoints.token, form)
        }
        try await store.keep(
            grant, host: host, tokenURL: endpoints.token, revocationURL: endpoints.revocation,
            clientID: settings.clientID, previous: nil, isNew: true)
    }

    /// Takes the tokens back and forgets them. - Returns: whether there were any.
    package func logout(host: APIHost) async throws -> Bool {
        guard let row = try await store.journal.login(host: host.authority) else { return false }
        if let url = row.revocationURL, let sealed = row.refreshToken {
            let token = try store.token(sealed, host: host.authority, .refresh)
            let form: [(name: String, value: Secret)] = [
                ("token", token), ("token_type_hint", Secret(utf8: "refresh_token")),
                ("client_id", Secret(utf8: row.clientID)),
            ]
            try await OAuthSession.with(caFile: caFile, client: client) { try await $0.revoke(url, form) }
        }
        return try await store.journal.removeLogin(host: host.authority)
    }

    private func endpoints() async throws -> OAuthEndpoints {
        if let issuer = settings.issuer {
            let found = try await OAuthSession.with(caFile: caFile) { try await $0.discover(issuer) }
            return try OAuthEndpoints(
                authorization: found.authorization, token: found.token,
                revocation: settings.revocationURL ?? found.revocation)
        }
        let isPlatform = settings.tokenURL == nil
        return try OAuthEndpoints(
            authorization: settings.authorizationURL ?? OAuthSettings.defaultAuthorizationURL,
            token: settings.tokenURL ?? OAuthSettings.defaultTokenURL,
            revocation: settings.revocationURL ?? (isPlatform ? OAuthSettings.defaultRevocationURL : nil))
    }

    private func address(
        _ endpoints: OAuthEndpoints, _ pkce: PKCE, _ state: String, _ redirect: String
    ) throws -> String {
        guard var url = URLComponents(string: endpoints.authorization) else {
            throw ConfigurationError("the authorization URL is no address; check it")
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
        return url.string ?? endpoints.authorization
    }
}
