/// Why there is no token.
package enum OAuthError: Error, Sendable, CustomStringConvertible {
    /// The server said no, and who has to do something about it.
    case refused(String, OAuthRemedy)
    /// The same, without a sign that it knows the header in which the client showed its secret.
    case refusedHeader(String, OAuthRemedy)
    /// It could not answer now; asking again may help, not before the time that it named.
    case busy(String, retryAfter: Duration?)
    case unreachable(String)
    /// It said something that no such server says.
    case unexpected(String)
    /// Somebody asked to stop while it was waited for.
    case interrupted

    package var description: String {
        switch self {
        case .refused(let text, let remedy), .refusedHeader(let text, let remedy):
            "the authorization server refused: \(text); \(remedy.rawValue)"
        case .busy(let text, _), .unreachable(let text):
            "the authorization server did not give a token: \(text); try again"
        case .unexpected(let text): "the authorization server's answer is not understood: \(text); check its address"
        case .interrupted: "interrupted while waiting for the authorization server; nothing was sent to the API"
        }
    }
}

/// What to do when an authorization server refuses.
package enum OAuthRemedy: String, Sendable {
    case person = "log in again with `rekey login`"
    case secret = "check NX1_CLIENT_ID and NX1_CLIENT_SECRET"
    case assertion = "check NX1_CLIENT_ID and the token in the file of NX1_CLIENT_ASSERTION_FILE"
    case scope = "check NX1_SCOPE"
}
