import Foundation
import Model

/// The addresses of an authorization server, checked: https, or http to this machine.
package struct OAuthEndpoints: Sendable, Equatable {
    package let authorization: String
    package let token: String
    /// RFC 7009; not every server has it.
    package let revocation: String?

    /// - Throws: `ConfigurationError` for what is no such address.
    package init(authorization: String, token: String, revocation: String?) throws {
        self.authorization = try Self.checked(authorization, "authorization URL")
        self.token = try Self.checked(token, "token URL")
        self.revocation = try revocation.map { try Self.checked($0, "revocation URL") }
    }

    static func checked(_ text: String, _ place: String) throws -> String {
        // The host rules of the API's own address hold here too; the path may be anything.
        guard let parts = URLComponents(string: text), let scheme = parts.scheme, let host = parts.host,
            parts.user == nil, parts.fragment == nil
        else {
            throw ConfigurationError("\(place): \(quoted(text)) is no address; write it like https://sso.example.com/…")
        }
        _ = try APIHost("\(scheme)://\(parts.percentEncodedHost ?? host)", from: place)
        return text
    }
}

/// What a server says of itself (OpenID Connect Discovery 1.0, section 3), as far as rekey looks at it.
struct DiscoveryDocument: Decodable {
    let issuer: String
    let authorization: String
    let token: String
    let revocation: String?

    enum CodingKeys: String, CodingKey {
        case issuer
        case authorization = "authorization_endpoint"
        case token = "token_endpoint"
        case revocation = "revocation_endpoint"
    }

    /// Where a server without OpenID publishes the same: the well-known part goes between host and path (RFC 8414,
    /// section 3.1).
    static func metadataURL(of issuer: String) -> String {
        guard var url = URLComponents(string: issuer) else { return issuer }
        url.percentEncodedPath = "/.well-known/oauth-authorization-server" + url.percentEncodedPath
        return url.string ?? issuer
    }
}
