import Model

/// Whether the API has answered any request of the session.
enum APIContact: Sendable, Equatable {
    /// No request has come back.
    case untried
    /// Requests have come back, all without an answer.
    case unanswered
    case answered

    mutating func note(_ answer: Answer) {
        // The head of an answer is one, though its body was lost.
        if case .lost(let failure) = answer, failure.statusCode == nil {
            if self == .untried { self = .unanswered }
        } else {
            self = .answered
        }
    }
}
