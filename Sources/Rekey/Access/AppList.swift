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

    /// - Parameter type: `nil` for apps of all types.
    /// - Returns: the apps, sorted by name.
    /// - Throws: `LookupError` if the API does not list them, or an error about host, credentials or database.
    package func apps(type: AppType?, warned: @escaping @Sendable (String) -> Void) async throws -> [App] {
        let connection: Connection
        do {
            connection = try Connection.resolve(request.connection, environment: request.environment)
            for warning in connection.warnings { warned(warning) }
        } catch let missing as MissingCredential {
            guard DatabasePresence.isThere(place.database) else { throw missing }
            let (store, _) = try await Store.open(place, creates: false)
            let connector = Connector(store: store, request: request, watch: RunWatch(warned: warned))
            connection = try await connector.connect().connection
        }
        let response = try await PacedReader.with(connection, limits: Limits(), retry: RetryPolicy(), row: nil) {
            inquiry in
            try await inquiry.apps(type: type)
        }
        guard case .confirmed = response.result.answer else {
            throw LookupError(response.result.answer, connection.kind)
        }
        return response.result.apps.sorted { ($0.label.text, $0.id.text) < ($1.label.text, $1.id.text) }
    }
}
