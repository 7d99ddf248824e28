/// Access to an API host by OAuth2, still sealed.
package struct LoginRow: Sendable {
    package let host: String
    package let tokenURL: String
    package let revocationURL: String?
    package let clientID: String
    package let refreshToken: [UInt8]?
    package let accessToken: [UInt8]
    /// Microseconds since 1970.
    package let expiresAt: Int64?

    package init(
        host: String, tokenURL: String, revocationURL: String?, clientID: String, refreshToken: [UInt8]?,
        accessToken: [UInt8], expiresAt: Int64?
    ) {
        self.host = host
        self.tokenURL = tokenURL
        self.revocationURL = revocationURL
        self.clientID = clientID
        self.refreshToken = refreshToken
        self.accessToken = accessToken
        self.expiresAt = expiresAt
    }
}
