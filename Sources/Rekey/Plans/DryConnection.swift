import Clock
import Foundation
import Journal
import Model
import Nx1
import Values

/// Reaches the API for a caller that must not write to the database.
struct DryConnection: Sendable {
    let request: RunRequest
    let place: StorePlace

    /// A token that expires sooner than this is not used.
    private static let margin: Duration = .seconds(10)

    /// Where and as whom a run of the plan would reach the API.
    /// - Throws: `ConfigurationError`, `MissingCredential`.
    func resolve(_ plan: Plan) async throws -> Connection {
        do {
            return try Connection.resolve(
                request.connection, bounds: HostBounds(plan), environment: request.environment)
        } catch let missing as MissingCredential {
            let store = try await Store.examine(place)
            guard let row = try await store.journal.login(host: missing.host.authority) else {
                let settings = OAuthSettings(environment: request.environment, profile: missing.oauth)
                guard let client = try ClientCredentials(settings) else { throw missing }
                throw ConfigurationError(
                    "a dry run requests no token for the client \(client.id), because token requests are recorded in "
                        + "the database; set NX1_TOKEN or NX1_API_KEY, or use `rekey check \(plan.name.text)`")
            }
            let left = row.expiresAt.map { Duration.microseconds($0 - .nowMicroseconds) } ?? Self.margin
            guard left >= Self.margin, let access = try store.token(.access, of: row) else {
                throw ConfigurationError(
                    "the access token of the login at \(missing.host.authority) has expired, and a dry run does not renew it, "
                        + "because it writes nothing; run `rekey check \(plan.name.text)`, which renews it")
            }
            return try Connection.resolve(
                request.connection, bounds: HostBounds(plan), environment: request.environment,
                login: (.token(access.secret), .login))
        }
    }
}
