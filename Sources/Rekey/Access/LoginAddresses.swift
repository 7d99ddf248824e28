import Journal
import Nx1
import Values

/// The addresses to which the tokens of a login are sent, and the client's id.
struct LoginAddresses: Sendable {
    let host: APIHost
    let token: TokenEndpoint
    let revocation: TokenEndpoint?
    let clientID: String

    func place(_ kind: TokenKind) -> SealContext {
        .token(
            kind, host: host.authority, tokenURL: token.url, revocationURL: revocation?.url, clientID: clientID)
    }
}

extension LoginAddresses {
    /// The content of a row, checked like any other address.
    /// - Throws: `ConfigurationError`.
    init(_ row: LoginRow, host: APIHost) throws {
        let place = "the login at \(row.host) in the database"
        self.init(
            host: host, token: try TokenEndpoint(row.tokenURL, from: "\(place): token_url"),
            revocation: try row.revocationURL.map { try TokenEndpoint($0, from: "\(place): revocation_url") },
            clientID: row.clientID)
    }
}
