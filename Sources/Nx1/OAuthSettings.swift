package import Secrets

/// Where and as what to get a token.
package struct OAuthSettings: Sendable {
    /// A text and what named it, for messages.
    package struct Setting: Sendable, Equatable {
        package let text: String
        package let place: String

        package init(_ text: String, from place: String) {
            self.text = text
            self.place = place
        }
    }

    package var issuer: Setting?
    package var authorizationURL: Setting?
    package var tokenURL: Setting?
    package var revocationURL: Setting?
    package let clientID: String
    package let scope: String?
    package let clientSecret: Secret?
    package let assertionFile: Setting?

    package static let defaultClientID = "rekey"

    /// What was said wins over the environment (`NX1_ISSUER`, `NX1_AUTHORIZATION_URL`, `NX1_TOKEN_URL`,
    /// `NX1_REVOCATION_URL`, `NX1_CLIENT_ID`, `NX1_CLIENT_SECRET`, `NX1_CLIENT_ASSERTION_FILE`, `NX1_SCOPE`), that over
    /// the profile's `oauth`.
    package init(said: [Name: String] = [:], environment: [String: String], profile: OAuthProfile = OAuthProfile()) {
        func setting(_ name: Name) -> Setting? {
            if let text = said[name] { return Setting(text, from: name.option) }
            if let text = environment[name.variable], !text.isEmpty { return Setting(text, from: name.variable) }
            return profile.fields[name].map { Setting($0, from: "\(profile.place).\(name.rawValue)") }
        }
        authorizationURL = setting(.authorizationURL)
        tokenURL = setting(.tokenURL)
        // An address that is named nearer than the issuer counts more.
        let isOfProfile = { (setting: Setting?) in setting?.place.hasPrefix(profile.place) == true }
        let issuer = setting(.issuer)
        self.issuer = tokenURL != nil && !isOfProfile(tokenURL) && isOfProfile(issuer) ? nil : issuer
        revocationURL = setting(.revocationURL)
        clientID = setting(.clientID)?.text ?? Self.defaultClientID
        scope = setting(.scope)?.text
        // One way to prove who it is: what the environment says is instead of what the profile says.
        let secret = environment["NX1_CLIENT_SECRET"].flatMap { $0.isEmpty ? nil : Secret(utf8: $0) }
        let file = setting(.clientAssertionFile)
        let isFileOfEnvironment = file?.place == Name.clientAssertionFile.variable
        clientSecret = secret ?? (isFileOfEnvironment ? nil : profile.clientSecret)
        assertionFile = secret != nil && !isFileOfEnvironment ? nil : file
    }

    package enum Name: String, Sendable, CaseIterable {
        case issuer
        case authorizationURL = "authorization_url"
        case tokenURL = "token_url"
        case revocationURL = "revocation_url"
        case clientID = "client_id"
        case clientAssertionFile = "client_assertion_file"
        case scope

        var variable: String { "NX1_" + rawValue.uppercased() }
        var option: String { "--" + rawValue.replacing("_", with: "-") }
    }
}

/// What a profile says of OAuth2.
package struct OAuthProfile: Sendable {
    package var fields: [OAuthSettings.Name: String] = [:]
    package var clientSecret: Secret?
    /// How messages call it.
    package var place = "oauth"

    package init() {}
}
