import Crypto
import Foundation
import Journal
import Model
import Nx1
import Secrets
import Values

extension Store {
    /// Seals the tokens from a token endpoint and stores them, bound to the addresses that they are sent to.
    /// - Parameters:
    ///   - login: the addresses, and the client.
    ///   - previous: the refresh token that stays in use if the server returned no new one.
    func keep(_ grant: TokenGrant, for login: LoginAddresses, previous: Secret?, isNew: Bool) async throws {
        let refresh = grant.refresh ?? previous
        let row = LoginRow(
            host: login.host.authority, tokenURL: login.token.url, revocationURL: login.revocation?.url,
            clientID: login.clientID,
            refreshToken: try refresh.map { try masterSeal.seal($0, at: login.place(.refresh)) },
            accessToken: try masterSeal.seal(grant.access, at: login.place(.access)),
            expiresAt: grant.lifetime.map { .nowMicroseconds + $0.wholeMicroseconds })
        try await journal.keepLogin(row, isNew: isNew)
    }

    /// - Returns: the token, and whether it is bound to the row's addresses; `nil` if the row has none.
    /// - Throws: `ConfigurationError` if the token or its addresses were changed or moved.
    func token(_ kind: TokenKind, of row: LoginRow) throws -> (secret: Secret, isBound: Bool)? {
        guard let sealed = kind == .access ? row.accessToken : row.refreshToken else { return nil }
        do {
            return (try masterSeal.open(sealed, at: row.place(kind)), true)
        } catch ValueError.notOpened {
            do {
                return (try masterSeal.open(sealed, at: .unboundToken(kind, host: row.host)), false)
            } catch ValueError.notOpened {
                throw ConfigurationError(
                    "the login at \(row.host) was changed in the database (its token, token_url, revocation_url or "
                        + "client_id), so its token is not used; log in again with `rekey login`")
            }
        }
    }

    /// Identifies a credential at a token endpoint without revealing it.
    func tokenRequester(_ names: [String], secret: Secret?) -> String {
        var text = SecretBuffer(capacity: 256)
        for name in ["rekey/token-request/1"] + names {
            text.append(name)
            text.append(0)
        }
        if let secret { text.append(secret) }
        let code = text.withBytes {
            HMAC<SHA256>.authenticationCode(for: Array($0), using: fingerprintKey.cryptographicKey)
        }
        return Data(code).base64EncodedString()
    }
}

extension LoginRow {
    /// The context in which its tokens are sealed.
    func place(_ kind: TokenKind) -> SealContext {
        .token(kind, host: host, tokenURL: tokenURL, revocationURL: revocationURL, clientID: clientID)
    }
}
