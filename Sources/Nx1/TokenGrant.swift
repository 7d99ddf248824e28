package import Secrets

/// What a token endpoint gives (RFC 6749, section 5.1).
package struct TokenGrant: Sendable {
    package let access: Secret
    /// Servers that rotate them give another each time.
    package let refresh: Secret?
    /// How long the access token holds from now on; unknown where the server does not say, or says nothing sensible.
    package let lifetime: Duration?
}
