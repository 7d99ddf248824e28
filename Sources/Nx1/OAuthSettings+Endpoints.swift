import Model

extension OAuthSettings {
    /// The platform's own, as its API document has them; they are for hosts of that installation alone.
    private static let platform = "https://sso-rapid.rapid.nx1cloud.com/realms/rapid/protocol/openid-connect/"

    /// Where tokens come from, without asking an issuer.
    /// - Parameter host: the API for which they are.
    /// - Throws: `ConfigurationError` for an address that breaks the rules, and where none is named for a host that is
    ///   not the platform's.
    package func tokenEndpoint(for host: APIHost) throws -> TokenEndpoint {
        if let tokenURL { return try TokenEndpoint(tokenURL.text, from: tokenURL.place) }
        guard host.isPlatform else { throw missing("token", variable: "NX1_TOKEN_URL", host) }
        return try TokenEndpoint(Self.platform + "token", from: "the platform's token URL")
    }

    /// The same for a login, which has a browser too.
    package func endpoints(for host: APIHost) throws -> OAuthEndpoints {
        let token = try tokenEndpoint(for: host)
        let authorization: String
        if let authorizationURL {
            authorization = try TokenEndpoint.checked(authorizationURL.text, from: authorizationURL.place)
        } else {
            guard host.isPlatform else {
                throw missing("authorization", variable: "NX1_AUTHORIZATION_URL", host)
            }
            authorization = Self.platform + "auth"
        }
        return OAuthEndpoints(
            authorization: authorization, token: token, revocation: try revocationEndpoint(for: host))
    }

    /// - Returns: `nil` where none is known.
    package func revocationEndpoint(for host: APIHost) throws -> TokenEndpoint? {
        if let revocationURL { return try TokenEndpoint(revocationURL.text, from: revocationURL.place) }
        guard host.isPlatform, tokenURL == nil else { return nil }
        return try TokenEndpoint(Self.platform + "revoke", from: "the platform's revocation URL")
    }

    private func missing(_ what: String, variable: String, _ host: APIHost) -> ConfigurationError {
        ConfigurationError(
            "no \(what) URL is set for \(host.base); set \(variable) or NX1_ISSUER (or the same under oauth: in the "
                + "profile)")
    }
}
