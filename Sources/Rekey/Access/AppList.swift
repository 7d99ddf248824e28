import Engine
import Journal
package import Model
package import Nx1
import Secrets

/// The apps that the caller may see. Only a login needs a database.
package struct AppList: Sendable {
    private let place: StorePlace
    private let request: RunRequest

    package init(place: StorePlace, request: RunRequest) {
        self.place = place
        self.request = request
    }

    /// An app, and its secrets in the order of their names where they were asked for and are listed.
    package struct Row: Sendable {
        package let app: App
        package let secrets: [ListedSecret]?
    }

    /// - Parameters:
    ///   - type: `nil` for apps of all types.
    ///   - withSecrets: whether each app is asked for its secrets, one request per app.
    /// - Returns: the apps in the order of their names.
    /// - Throws: `LookupError` when the API does not list them, or what is wrong with host, credentials or database.
    package func apps(
        type: AppType?, withSecrets: Bool = false, warned: @escaping @Sendable (String) -> Void
    ) async throws -> [Row] {
        let connection = try await connection(warned)
        let limits = Limits()
        return try await PacedReader.with(connection, limits: limits, retry: RetryPolicy(), row: nil) { reader in
            let (answer, listed) = try await reader.apps(type: type)
            guard case .confirmed = answer else { throw LookupError(answer, connection.kind) }
            let apps = listed.sorted { ($0.label.text, $0.id.text) < ($1.label.text, $1.id.text) }
            guard withSecrets else { return apps.map { Row(app: $0, secrets: nil) } }
            var lookup = SecretLookup(reader, width: limits.concurrency)
            let secrets = try await lookup.all(of: apps.map(\.id), warned)
            return apps.map { app in
                Row(app: app, secrets: secrets[app.id].map { $0.sorted { $0.name.text < $1.name.text } })
            }
        }.result
    }

    private func connection(_ warned: @escaping @Sendable (String) -> Void) async throws -> Connection {
        do {
            let connection = try Connection.resolve(request.connection, environment: request.environment)
            for warning in connection.warnings { warned(warning) }
            return connection
        } catch let missing as MissingCredential {
            guard DatabasePresence.isThere(place.database) else { throw missing }
            let (store, _) = try await Store.open(place, creates: false)
            let connector = Connector(store: store, request: request, watch: RunWatch(warned: warned))
            return try await connector.connect().connection
        }
    }
}
