import ArgumentParser
import Foundation
import Logging
import Model
import Nx1
import Rekey
import Subprocess

struct LoginCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "login", abstract: "Log in at the API by OAuth2, in a browser; the refresh token is kept sealed.",
        discussion: """
            Authorization code with PKCE; the browser comes back to a port of this machine. NX1_ISSUER,
            NX1_AUTHORIZATION_URL, NX1_TOKEN_URL, NX1_REVOCATION_URL, NX1_CLIENT_ID and NX1_SCOPE, or oauth: in the profile,
            say the same as the options. Example: rekey login --host nx1.example.com --issuer https://sso.example.com/realms/nx1
            """)

    @OptionGroup var global: GlobalOptions
    @OptionGroup var connection: ConnectionOptions

    @Option(help: "The issuer, whose addresses are looked up (NX1_ISSUER).")
    var issuer: String?

    @Option(help: "The authorization endpoint, where there is no discovery (NX1_AUTHORIZATION_URL).")
    var authorizationURL: String?

    @Option(help: "The token endpoint, where there is no discovery (NX1_TOKEN_URL).")
    var tokenURL: String?

    @Option(help: "Where a logout takes the tokens back, where there is no discovery (NX1_REVOCATION_URL).")
    var revocationURL: String?

    @Option(help: "The client's id (NX1_CLIENT_ID; rekey).")
    var clientID: String?

    @Option(help: "The scopes, with spaces between them (NX1_SCOPE; openid offline_access).")
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
        // A flag about addresses counts more than an issuer that only the environment names.
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
            // On a line of its own it can be copied.
            case .text: StandardError.write("Log in at:\n\(address)\n")
            case .json: StandardError.line(.notice, "log in at \(address)", fields: [("url", .text(address))])
            }
            // Where there is no browser the address is there to be copied.
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
