/// The kind of credential that a caller shows to the API; the advice after a refusal depends on it.
package enum CredentialKind: Sendable, Equatable {
    /// A pre-shared key.
    case apiKey
    /// An access token that the user gave to rekey.
    case token
    /// A person's login.
    case login
    /// A machine client, by secret or assertion.
    case client

    /// What to do when the API refuses it.
    package var advice: String {
        switch self {
        case .apiKey:
            "the API key may have been regenerated, which invalidates the earlier one: use the present key"
        case .token: "the access token may have expired: set NX1_TOKEN to a new one"
        case .login: "log in again with `rekey login`"
        case .client:
            "check NX1_CLIENT_ID with NX1_CLIENT_SECRET or NX1_CLIENT_ASSERTION_FILE, and whether the API knows this client"
        }
    }
}
