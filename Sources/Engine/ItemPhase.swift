import Model

/// What an item does next. Each phase waits for its turn anew.
enum ItemPhase: Sendable {
    /// Reads the keys that the secret has.
    case check
    /// Calls the plan's program before the secret is written.
    case set
    /// Replaces the secret.
    case put
    /// Creates the secret.
    case create
    /// Reads the secret's values and compares them.
    case confirm
    /// Calls the plan's program after the secret is written.
    case verify

    /// The request that it sends; a program is none, and takes nothing from the pace.
    var request: Request? {
        switch self {
        case .check: .get
        case .put: .put
        case .create: .post
        case .confirm: .reveal
        case .set, .verify: nil
        }
    }
}
