import Engine
import Model
import Nx1
import Secrecy

/// A connection, and where it stands on an access token, how to get another.
struct Link: Sendable {
    let connection: Connection
    let renewal: CredentialRenewal?
}

extension Rotation {
    /// Where and as whom a plan's runs reach the API. What flags, environment and profile say wins; then comes a login,
    /// then a client of its own (`NX1_CLIENT_ID`, `NX1_CLIENT_SECRET`).
    /// - Throws: `ConfigurationError`, `MissingCredential`, `OAuthError`.
    func connect(_ plan: Plan) async throws -> Link {
        try await interruptible { try await connect(profile: plan.profile) }
    }

    /// - Parameter profile: the one that a plan names.
    func connect(profile: String?) async throws -> Link {
        let link: Link
        do {
            link = Link(connection: try resolve(profile, login: nil), renewal: nil)
        } catch let missing as MissingCredential {
            let keeper = TokenKeeper(
                store: store, host: missing.host, caFile: missing.caFile, client: client(missing.oauth))
            guard let token = try await keeper.current() else { throw missing }
            link = Link(
                connection: try resolve(profile, login: token.credential),
                renewal: CredentialRenewal(expiresAt: token.expiresAt) { try await keeper.renewed() })
        }
        for warning in link.connection.warnings { watch.warned(warning) }
        return link
    }

    private func resolve(_ profile: String?, login: Credential?) throws -> Connection {
        try Connection.resolve(
            request.connection, planProfile: profile, environment: request.environment, login: login)
    }

    private func client(_ profile: [String: String]) -> ClientCredentials? {
        guard let secret = request.environment["NX1_CLIENT_SECRET"], !secret.isEmpty else { return nil }
        let settings = OAuthSettings(environment: request.environment, profile: profile)
        return ClientCredentials(
            client: OAuthClient(id: settings.clientID, secret: Secret(utf8: secret)), issuer: settings.issuer,
            tokenURL: settings.tokenURL ?? OAuthSettings.defaultTokenURL, scope: settings.scope)
    }
}
