import Model

/// What an item does next. Each phase waits for its turn anew.
enum ItemPhase: Sendable {
    /// Reads the keys that the secret has.
    case check
    /// Calls the plan's program before the PUT.
    case set
    case put
    /// Calls the plan's program after it.
    case verify

    /// The request that it sends; a program is none, and takes nothing from the pace.
    var request: Request? {
        switch self {
        case .check: .get
        case .put: .put
        case .set, .verify: nil
        }
    }
}
