import Foundation
package import Model
import Secrets
import Transport

/// Finds out what an installation offers, with requests that change nothing there.
package enum InstallationProbe {
    /// The description of a large API: several hundred requests with their schemas.
    private static let maxBodyBytes = 8 * 1_048_576

    /// - Parameter app: one that the API shows to the caller; asked for its secrets where the API has no description.
    /// - Returns: nothing known where neither answers.
    /// - Throws: `EventLoopError`.
    package static func run(_ connection: Connection, app: AppID?) async throws -> Installation {
        let loop = try EventLoop()
        defer { loop.close() }
        var settings = connection.settings(Limits())
        settings.maxBodyBytes = maxBodyBytes
        let client = try HTTPClient(on: loop, settings: settings)
        let base = connection.host.base
        let scrubber = Scrubber([connection.credential.secret])
        if case .success(let answer) = await client.send(HTTPRequest(.get, url: base + "/openapi.json")),
            answer.status == 200, case .whole = answer.end,
            let described = answer.body.withBytes({ read($0, hiding: scrubber) })
        {
            return described
        }
        guard let app else { return Installation() }
        let path = SecretsAPI.pathOfSecrets(of: app)
        guard case .success(let answer) = await client.send(HTTPRequest(.get, url: base + path)) else {
            return Installation()
        }
        return switch answer.status {
        case 200: Installation(lists: true)
        // The app is there, so the path is not. That a method is missing in `Allow` says nothing: some servers name one.
        case 404: Installation(lists: false)
        case 405: Installation(lists: false, creates: allows("POST", answer.allow) ? true : nil)
        default: Installation()
        }
    }

    /// - Parameter header: RFC 9110, section 10.2.1.
    private static func allows(_ method: String, _ header: String?) -> Bool {
        (header ?? "").split(separator: ",").contains { $0.filter { !$0.isWhitespace } == method }
    }

    /// Reads an OpenAPI description.
    /// - Returns: `nil` where it is none, or of something else than an Nx1 API.
    static func read(_ bytes: UnsafeRawBufferPointer, hiding scrubber: Scrubber) -> Installation? {
        let outline = try? JSONDecoder().decode(APIOutline.self, from: Data(bytes))  // the caller reports nil
        guard let outline else { return nil }
        let requests = outline.requests
        guard requests.contains("put /api/app/{}/secrets/{}") else { return nil }
        return Installation(
            version: outline.info?.version.map { PublicText($0, hiding: scrubber) },
            lists: requests.contains("get /api/app/{}/secrets"),
            creates: requests.contains("post /api/app/{}/secrets"),
            reveals: requests.contains("get /api/app/{}/secrets/{}/reveal"))
    }
}
