import Engine
import Journal
import Model
import Nx1
import Secrets

/// Chooses host and credentials, and connects to the API.
struct Connector: Sendable {
    let store: Store
    let request: RunRequest
    let watch: RunWatch

    private var journal: Journal { store.journal }

    /// Where and as whom a plan's runs reach the API. Flags, environment and profile come first, within the limits of
    /// the plan; then a login, then a machine client (`NX1_CLIENT_ID`, `NX1_CLIENT_SECRET`).
    /// - Parameter run: a run that is continued: it belongs to the host where it began.
    /// - Throws: `ConfigurationError`, `MissingCredential`, `OAuthError`.
    func connect(_ plan: Plan, run: RunRow? = nil) async throws -> AuthenticatedConnection {
        let known = run.flatMap { run in run.host.map { (id: run.id, host: $0) } }
        let authenticated = try await connect(HostBounds(plan, run: known), retry: plan.retry)
        if let run, run.host == nil {
            try await journal.adoptHost(authenticated.connection.host.identity, ofRun: run.id)
        }
        return authenticated
    }

    /// The same without a plan.
    func connect() async throws -> AuthenticatedConnection {
        try await connect(HostBounds(), retry: RetryPolicy(attempts: 1))
    }

    private func connect(_ bounds: HostBounds, retry: RetryPolicy) async throws -> AuthenticatedConnection {
        let authenticated: AuthenticatedConnection
        do {
            authenticated = AuthenticatedConnection(connection: try resolve(bounds, login: nil), renewal: nil)
        } catch let missing as MissingCredential {
            let keeper = try TokenKeeper(
                store: store, host: missing.host, caFile: missing.caFile,
                settings: OAuthSettings(environment: request.environment, profile: missing.oauth),
                requests: TokenRequests(journal: journal, retry: retry, warned: watch.warned))
            guard let token = try await unlessInterrupted({ try await keeper.current() }) else { throw missing }
            authenticated = AuthenticatedConnection(
                connection: try resolve(bounds, login: (token.credential, token.kind)),
                renewal: CredentialRenewal(expiresAt: token.expiresAt) { try await keeper.renewed() })
        }
        for warning in authenticated.connection.warnings { watch.warned(warning) }
        return authenticated
    }

    private func resolve(
        _ bounds: HostBounds, login: (credential: Credential, kind: CredentialKind)?
    ) throws -> Connection {
        try Connection.resolve(request.connection, bounds: bounds, environment: request.environment, login: login)
    }

    /// An authorization server may take long to answer. If the user asks to stop, the command does not wait for it.
    private func unlessInterrupted<T: Sendable>(_ body: @escaping @Sendable () async throws -> T) async throws -> T {
        do {
            return try await watch.interruptible(body)
        } catch StoreError.interrupted {
            throw OAuthError.interrupted
        }
    }
}
