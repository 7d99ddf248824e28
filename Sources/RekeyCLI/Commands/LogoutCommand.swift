import ArgumentParser
import Foundation
import Logging
import Model
import Nx1
import Rekey

struct LogoutCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "logout", abstract: "Revoke a login and delete its tokens.",
        discussion: "Example: rekey logout --host nx1.example.com")

    @OptionGroup var global: GlobalOptions
    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        let (host, profile, caFile) = try connection.hostForLogin()
        let (store, _) = try await Store.open(global.place, creates: false)
        let logger = global.logger
        let settings = OAuthSettings(environment: ProcessInfo.processInfo.environment, profile: profile)
        let login = Login(
            store: store, settings: settings, caFile: caFile, warned: { text in logger.warning("\(text)") })
        let wasThere = try await login.logout(host: host)
        guard global.output == .table else {
            let result = wasThere ? "logged_out" : "nobody"
            return try RowPrinter.print(global.output, [("host", .text(host.authority)), ("result", .text(result))])
        }
        try StandardOutput.line(
            wasThere ? "logged out from \(host.authority)" : "nobody was logged in at \(host.authority)")
    }
}
