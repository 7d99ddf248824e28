import Engine
import Nx1

/// A connection; if it needs an access token, also how to get another one.
struct AuthenticatedConnection: Sendable {
    let connection: Connection
    let renewal: CredentialRenewal?
}
