/// Why there is no token.
package enum OAuthError: Error, Sendable, CustomStringConvertible {
    /// The server said no.
    case refused(String)
    case unreachable(String)
    /// It said something that no such server says.
    case unexpected(String)

    package var description: String {
        switch self {
        case .refused(let text): "the authorization server refused: \(text); log in again with `rekey login`"
        case .unreachable(let text): "the authorization server did not answer: \(text); try again"
        case .unexpected(let text): "the authorization server's answer is not understood: \(text); check its address"
        }
    }
}
