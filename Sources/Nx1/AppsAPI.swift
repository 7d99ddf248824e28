import Foundation
package import Model
import Secrets
package import Transport

/// Asks which apps there are.
package struct AppsAPI: Sendable {
    private let client: HTTPClient
    private let connection: Connection

    /// The list of a large fleet: a hundred thousand apps and more.
    private static let maxBodyBytes = 64 * 1_048_576

    /// - Throws: `EventLoopError`.
    package init(_ connection: Connection, limits: Limits, on loop: EventLoop) throws {
        var settings = connection.settings(limits)
        settings.maxBodyBytes = Self.maxBodyBytes
        client = try HTTPClient(on: loop, settings: settings)
        self.connection = connection
    }

    /// The apps that the caller may see; all of them without a type.
    /// - Returns: what the answer means, and the apps where it is `confirmed`.
    package func list(type: AppType?, isolation: isolated any Actor) async -> (exchange: Exchange, apps: [App]) {
        let query = type.map { "?app_type=\($0.rawValue)" } ?? ""
        let result = await client.send(HTTPRequest(.get, url: connection.host.base + "/api/app" + query))
        var apps: [App] = []
        let scrubber = Scrubber([connection.credential.secret])
        let exchange = await AnswerReader(target: nil).exchange(
            result, isolation: isolation, hiding: { scrubber },
            body: { body in
                do {
                    apps = try body.withBytes { bytes in
                        try JSONDecoder().decode([AppEntry].self, from: Data(bytes)).map { entry in
                            App(id: try AppID(entry.id), called: entry.name, type: entry.type, hiding: scrubber)
                        }
                    }
                    return .confirmed
                } catch {
                    return .unexpected(status: 200, reason: "the answer is not a list of apps in JSON")
                }
            })
        return (exchange, apps)
    }
}
