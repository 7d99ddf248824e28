import Foundation
import Journal
import Model
import Nx1
import Secrecy
import Values

extension Store {
    /// Seals what a token endpoint gave and keeps it.
    /// - Parameter previous: the refresh token that goes on where the server gave no new one.
    func keep(
        _ grant: TokenGrant, host: APIHost, tokenURL: String, revocationURL: String?, clientID: String,
        previous: Secret?, isNew: Bool
    ) async throws {
        let name = host.authority
        let refresh = grant.refresh ?? previous
        let row = LoginRow(
            host: name, tokenURL: tokenURL, revocationURL: revocationURL, clientID: clientID,
            refreshToken: try refresh.map { try masterSeal.seal($0, at: .token(.refresh, host: name)) },
            accessToken: try masterSeal.seal(grant.access, at: .token(.access, host: name)),
            expiresAt: grant.lifetime.map { .nowMicroseconds + $0.wholeMicroseconds })
        try await journal.keepLogin(row, isNew: isNew)
    }

    /// - Throws: `ValueError.notOpened` when it was changed or moved.
    func token(_ sealed: [UInt8], host: String, _ kind: TokenKind) throws -> Secret {
        try masterSeal.open(sealed, at: .token(kind, host: host))
    }
}
