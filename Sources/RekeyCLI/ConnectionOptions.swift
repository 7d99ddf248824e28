import ArgumentParser
import Foundation
import Model
import Nx1
import Rekey
import Secrets
import Values

/// The API's address and the credentials.
struct ConnectionOptions: ParsableArguments {
    @Option(name: [.customShort("p"), .long], help: "The profile in ~/.nx1/profiles (or NX1_PROFILES_PATH).")
    var profile: String?

    @Option(help: "The API's address (NX1_HOST).")
    var host: String?

    @Option(help: "A file that contains only the API key.")
    var apiKeyFile: String?

    @Option(help: "A file of CA certificates (SSL_CERT_FILE).")
    var caFile: String?

    @Option(help: "A file with the client's own certificate (PEM).")
    var clientCert: String?

    @Option(help: "A file with that certificate's key (PEM).")
    var clientKey: String?

    func options() throws -> Connection.Options {
        var options = Connection.Options()
        options.host = host
        options.profile = profile
        options.caFile = caFile
        options.clientCertificate = clientCert
        options.clientKey = clientKey
        if let apiKeyFile {
            if FileExposure.isExposed(path: apiKeyFile) == true {
                throw ConfigurationError("--api-key-file: \(apiKeyFile) can be read by others; chmod 600 \(apiKeyFile)")
            }
            do {
                let folder = FileManager.default.currentDirectoryPath
                options.apiKey = (apiKeyFile, try SourceReader(directory: folder).credential(apiKeyFile))
            } catch {
                throw ConfigurationError("--api-key-file: \(error)")
            }
        }
        return options
    }

    /// The API for a login, the profile's OAuth2 settings, and the CA bundle. No credential is needed.
    func hostForLogin() throws -> (host: APIHost, oauth: OAuthProfile, caFile: String?) {
        var options = try options()
        options.apiKey = nil
        let none = ["NX1_API_KEY": "", "NX1_TOKEN": "", "LAKEHOUSE_API_KEY": ""]
        do {
            let resolved = try Connection.resolve(
                options, environment: ProcessInfo.processInfo.environment.merging(none) { $1 })
            return (resolved.host, resolved.oauth, resolved.caFile)
        } catch let missing as MissingCredential {
            return (missing.host, missing.oauth, missing.caFile)
        }
    }
}
