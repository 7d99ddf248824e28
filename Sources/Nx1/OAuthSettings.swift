import Foundation
import Model

/// Where and as what to log in.
package struct OAuthSettings: Sendable, Equatable {
    package var issuer: String?
    package var authorizationURL: String?
    package var tokenURL: String?
    package var revocationURL: String?
    package var clientID: String
    package var scope: String?

    package static let defaultClientID = "rekey"
    /// The platform's own, as its API document has them.
    package static let defaultAuthorizationURL =
        "https://sso-rapid.rapid.nx1cloud.com/realms/rapid/protocol/openid-connect/auth"
    package static let defaultTokenURL =
        "https://sso-rapid.rapid.nx1cloud.com/realms/rapid/protocol/openid-connect/token"

    /// Where Keycloak, which the platform's own is, takes tokens back.
    package static let defaultRevocationURL =
        "https://sso-rapid.rapid.nx1cloud.com/realms/rapid/protocol/openid-connect/revoke"

    /// What was said wins over the environment (`NX1_ISSUER`, `NX1_AUTHORIZATION_URL`, `NX1_TOKEN_URL`,
    /// `NX1_REVOCATION_URL`, `NX1_CLIENT_ID`, `NX1_SCOPE`), that over the profile's `oauth`, that over the platform's own.
    package init(
        said: [Name: String] = [:], environment: [String: String], profile: [String: String] = [:]
    ) {
        func value(_ name: Name) -> String? {
            said[name] ?? environment[name.variable].flatMap { $0.isEmpty ? nil : $0 } ?? profile[name.rawValue]
        }
        issuer = value(.issuer)
        authorizationURL = value(.authorizationURL)
        tokenURL = value(.tokenURL)
        revocationURL = value(.revocationURL)
        clientID = value(.clientID) ?? Self.defaultClientID
        scope = value(.scope)
    }

    package enum Name: String, Sendable, CaseIterable {
        case issuer
        case authorizationURL = "authorization_url"
        case tokenURL = "token_url"
        case revocationURL = "revocation_url"
        case clientID = "client_id"
        case scope

        var variable: String { "NX1_" + rawValue.uppercased() }
    }
}
