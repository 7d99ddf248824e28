import Foundation
import Model
import Nx1
import Secrets
import Values

/// A machine client: it can get tokens without a person (RFC 6749, section 4.4), and it proves its identity when its
/// login is renewed.
struct ClientCredentials: Sendable {
    let settings: OAuthSettings

    /// - Returns: `nil` if neither a secret nor an assertion is set.
    /// - Throws: `ConfigurationError` if both are set.
    init?(_ settings: OAuthSettings) throws {
        guard settings.clientSecret != nil || settings.assertionFile != nil else { return nil }
        guard settings.clientSecret == nil || settings.assertionFile == nil else {
            throw ConfigurationError(
                "a client secret and \(settings.assertionFile?.place ?? "an assertion") are both set; keep the one that the "
                    + "authorization server wants")
        }
        self.settings = settings
    }

    var id: String { settings.clientID }
    var scope: String { settings.scope ?? "profile" }

    /// The present proof. An assertion is read again each time, because its issuer replaces the file before it expires.
    /// - Throws: `ConfigurationError`.
    func present() throws -> OAuthClient {
        if let secret = settings.clientSecret { return OAuthClient(id: id, proof: .secret(secret)) }
        guard let file = settings.assertionFile else {
            throw ConfigurationError("NX1_CLIENT_SECRET is missing; set it, or NX1_CLIENT_ASSERTION_FILE")
        }
        do {
            let text = try SourceReader(directory: FileManager.default.currentDirectoryPath).file(file.text)
            return OAuthClient(
                id: id, proof: .assertion(try Credential.checked(text, from: "\(file.place) (\(file.text))")))
        } catch let error as ValueError {
            throw ConfigurationError("\(file.place): \(error)")
        }
    }

    /// Identifies the client: the content of an assertion changes, its file does not.
    var mark: Secret { settings.clientSecret ?? Secret(utf8: settings.assertionFile?.text ?? "") }
}
