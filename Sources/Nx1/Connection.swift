package import Model
import Secrets

/// Where and as whom to reach the API, settled from flags, environment and profile.
package struct Connection: Sendable {
    package let host: APIHost
    package internal(set) var credential: Credential
    package let caFile: String?
    /// What the credential is, for advice after a refusal.
    package let kind: CredentialKind
    /// What the profile says of OAuth2.
    package let oauth: OAuthProfile
    package let verifiesTLS: Bool
    package let clientCertificate: (certificate: String, key: String)?
    /// The profile's, where it names one.
    package let timeout: Duration?
    /// What the user should know, each one sentence.
    package let warnings: [String]
}
