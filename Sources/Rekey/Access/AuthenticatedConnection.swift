import Engine
import Nx1

/// A connection, and where it needs an access token, how to get another one.
struct AuthenticatedConnection: Sendable {
    let connection: Connection
    let renewal: CredentialRenewal?
}
