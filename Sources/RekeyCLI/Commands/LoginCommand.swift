import ArgumentParser
import Foundation
import Logging
import Model
import Nx1
import Rekey
import Subprocess

struct LoginCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "login", abstract: "Log in with OAuth2 in a browser; the refresh token is stored sealed.",
        discussion: """
            Uses the authorization code flow with PKCE; the browser returns to a port on this machine. Instead of \
            the options you can set NX1_ISSUER, NX1_AUTHORIZATION_URL, NX1_TOKEN_URL, NX1_REVOCATION_URL, \
            NX1_CLIENT_ID and NX1_SCOPE, or oauth: in the profile.

            Example: rekey login --host nx1.example.com --issuer https://sso.example.com/realms/nx1
            """)

    @OptionGroup var global: GlobalOptions
    @OptionGroup var connection: ConnectionOptions

    @Option(help: "The issuer; its endpoints are discovered (NX1_ISSUER).")
    var issuer: String?

    @Option(help: "The authorization endpoint, if there is no discovery (NX1_AUTHORIZATION_URL).")
    var authorizationURL: String?

    @Option(help: "The token endpoint, if there is no discovery (NX1_TOKEN_URL).")
    var tokenURL: String?

    @Option(help: "The endpoint where a logout revokes the tokens, if there is no discovery (NX1_REVOCATION_URL).")
    var revocationURL: String?

    @Option(help: "The client's id (NX1_CLIENT_ID; default: rekey).")
    var clientID: String?

    @Option(help: "The scopes, separated by spaces (NX1_SCOPE; default: openid offline_access).")
    var scope: String?

    @Flag(help: "Print the address instead of opening a browser.")
    var noBrowser = false

    func run() async throws {
        let (host, profile, caFile) = try connection.hostForLogin()
        var said: [OAuthSettings.Name: String] = [:]
        said[.issuer] = issuer
        said[.authorizationURL] = authorizationURL
        said[.tokenURL] = tokenURL
        said[.revocationURL] = revocationURL
        said[.clientID] = clientID
        said[.scope] = scope
        // A flag with an address overrides an issuer that only the environment names.
        var settings = OAuthSettings(
            said: said, environment: ProcessInfo.processInfo.environment, profile: profile)
        if issuer == nil, authorizationURL != nil || tokenURL != nil { settings.issuer = nil }
        let (store, _) = try await Store.open(global.place, creates: false)
        let logger = global.logger
        let opens = !noBrowser
        try await Login(
            store: store, settings: settings, caFile: caFile, warned: { text in logger.warning("\(text)") }
        ).perform(host: host) { address in
            switch StandardError.format {
            // On a separate line it is easy to copy.
            case .text: StandardError.write("Log in at:\n\(address)\n")
            case .json: StandardError.line(.notice, "log in at \(address)", fields: [("url", .text(address))])
            }
            // Without a browser, the user can copy the address.
            if opens {
                _ = try? await Subprocess.run(
                    .name("xdg-open"), arguments: [address], input: .none, output: .discarded, error: .discarded)
            }
        }
        guard global.output == .table else {
            return try RowPrinter.print(
                global.output, [("host", .text(host.authority)), ("result", .text("logged_in"))])
        }
        try StandardOutput.line("logged in at \(host.authority)")
    }
}
