package import Clock
package import Model
package import Nx1

/// An access token and how long it holds.
package struct RenewedToken: Sendable {
    package let credential: Credential
    package let kind: CredentialKind
    package let expiresAt: Instant?

    package init(credential: Credential, kind: CredentialKind, expiresAt: Instant?) {
        self.credential = credential
        self.kind = kind
        self.expiresAt = expiresAt
    }
}

/// How a run gets another access token while it is under way.
package struct CredentialRenewal: Sendable {
    /// Of the token with which the run begins.
    let expiresAt: Instant?
    let renew: @Sendable () async throws -> RenewedToken

    package init(expiresAt: Instant?, renew: @escaping @Sendable () async throws -> RenewedToken) {
        self.expiresAt = expiresAt
        self.renew = renew
    }
}
