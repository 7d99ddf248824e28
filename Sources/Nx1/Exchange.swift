package import Model
import Secrets
package import Transport

/// One request and what its answer means.
package struct Exchange: Sendable {
    package let answer: Answer
    package let timing: HTTPTiming
    /// What the answer says of the secret besides its keys.
    package internal(set) var identity: SecretIdentity?
    /// Of a confirmed answer that was not 200.
    private var confirmedStatus: Int?

    package init(answer: Answer, timing: HTTPTiming) {
        self.answer = answer
        self.timing = timing
    }

    init(answer: Answer, status: Int, timing: HTTPTiming) {
        self.init(answer: answer, timing: timing)
        if answer == .confirmed, status != 200 { confirmedStatus = status }
    }

    package var statusCode: Int? { confirmedStatus ?? answer.statusCode }

    /// An answer that says that the installation has no such request: 405, or the 404 of a server that knows no such
    /// path, which frameworks write with these words. What the API itself does not find it calls by its name.
    var orUnsupported: Exchange {
        switch answer {
        case .status(405, let message, _): Exchange(answer: .unsupported(405, message: message), timing: timing)
        case .status(404, let message?, _) where ["Not Found", "Not found"].contains(message.text):
            Exchange(answer: .unsupported(404, message: message), timing: timing)
        default: self
        }
    }
}
