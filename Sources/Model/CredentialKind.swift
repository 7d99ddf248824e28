/// What a caller shows to the API, as far as the advice after a refusal depends on it.
package enum CredentialKind: Sendable, Equatable {
    /// A pre-shared key.
    case apiKey
    /// An access token that somebody gave to rekey.
    case token
    /// A person's login.
    case login
    /// A client of its own, by secret or assertion.
    case client

    /// What to do when the API refuses it.
    package var advice: String {
        switch self {
        case .apiKey:
            "the API key may have been regenerated, which ends the one before: put the present key in its place"
        case .token: "the access token may have ended: set NX1_TOKEN to a new one"
        case .login: "log in again with `rekey login`"
        case .client:
            "check NX1_CLIENT_ID with NX1_CLIENT_SECRET or NX1_CLIENT_ASSERTION_FILE, and whether the API knows this client"
        }
    }
}
