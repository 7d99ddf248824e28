import ArgumentParser
import Foundation
import Logging
import Nx1
import Rekey

struct LogoutCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "logout", abstract: "Take a login back and forget its tokens.",
        discussion: "Example: rekey logout --host nx1.example.com")

    @OptionGroup var global: GlobalOptions
    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        let (host, _, caFile) = try connection.hostForLogin()
        let (store, _) = try await Store.open(global.place, creates: false)
        let login = Login(
            store: store, settings: .init(environment: [:]), caFile: caFile,
            environment: ProcessInfo.processInfo.environment)
        let wasThere = try await login.logout(host: host)
        try StandardOutput.line(
            wasThere ? "logged out from \(host.authority)" : "nobody was logged in at \(host.authority)")
    }
}
