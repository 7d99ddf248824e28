package import Secrecy

/// What a token endpoint gives (RFC 6749, section 5.1).
package struct TokenGrant: Sendable {
    package let access: Secret
    /// Servers that rotate them give another each time.
    package let refresh: Secret?
    /// How long the access token holds from now on; unknown where the server does not say.
    package let lifetime: Duration?
}

struct TokenAnswer: Decodable {
    let access: String
    let kind: String?
    let refresh: String?
    let seconds: Double?

    enum CodingKeys: String, CodingKey {
        case access = "access_token"
        case kind = "token_type"
        case refresh = "refresh_token"
        case seconds = "expires_in"
    }
}

/// RFC 6749, section 5.2.
struct TokenRefusal: Decodable {
    let error: String
    let description: String?

    enum CodingKeys: String, CodingKey {
        case error
        case description = "error_description"
    }
}
