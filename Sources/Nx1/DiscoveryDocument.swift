import Foundation

/// What a server says of itself (OpenID Connect Discovery 1.0, section 3), as far as rekey looks at it.
struct DiscoveryDocument: Decodable {
    let issuer: String
    let authorization: String?
    let token: String
    let revocation: String?
    /// How a client may show its secret at the token endpoint.
    let methods: [String]?

    enum CodingKeys: String, CodingKey {
        case issuer
        case authorization = "authorization_endpoint"
        case token = "token_endpoint"
        case revocation = "revocation_endpoint"
        case methods = "token_endpoint_auth_methods_supported"
    }

    /// Where a server without OpenID publishes the same: the well-known part goes between host and path (RFC 8414,
    /// section 3.1).
    static func metadataURL(of issuer: String) -> String {
        guard var url = URLComponents(string: issuer) else { return issuer }
        url.percentEncodedPath = "/.well-known/oauth-authorization-server" + url.percentEncodedPath
        return url.string ?? issuer
    }
}
