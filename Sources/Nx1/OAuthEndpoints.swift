/// The addresses of an authorization server, checked: https, or http to this machine.
package struct OAuthEndpoints: Sendable, Equatable {
    /// Where a browser goes; not every server has it.
    package let authorization: String?
    package let token: TokenEndpoint
    /// RFC 7009; not every server has it.
    package let revocation: TokenEndpoint?
    /// Whether the server says that it takes a client's secret in the body alone.
    package let wantsSecretInBody: Bool
    /// Whether it says how it takes a client's secret.
    package let saysMethods: Bool

    package init(authorization: String?, token: TokenEndpoint, revocation: TokenEndpoint?, methods: [String]? = nil) {
        self.authorization = authorization
        self.token = token
        self.revocation = revocation
        saysMethods = methods != nil
        wantsSecretInBody =
            methods.map { $0.contains("client_secret_post") && !$0.contains("client_secret_basic") } ?? false
    }

    /// The same with another place to take tokens back.
    package init(_ endpoints: OAuthEndpoints, revocation: TokenEndpoint) {
        authorization = endpoints.authorization
        token = endpoints.token
        self.revocation = revocation
        saysMethods = endpoints.saysMethods
        wantsSecretInBody = endpoints.wantsSecretInBody
    }

    /// - Throws: `ConfigurationError` for an address that breaks the rules.
    init(_ document: DiscoveryDocument, of issuer: String) throws {
        self.init(
            authorization: try document.authorization.map {
                try TokenEndpoint.checked($0, from: "the authorization_endpoint that \(issuer) publishes")
            },
            token: try TokenEndpoint(document.token, from: "the token_endpoint that \(issuer) publishes"),
            revocation: try document.revocation.map {
                try TokenEndpoint($0, from: "the revocation_endpoint that \(issuer) publishes")
            },
            methods: document.methods)
    }
}
