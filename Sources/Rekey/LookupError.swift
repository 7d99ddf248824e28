import Model

/// Why the API did not tell what a plan needs before it can start.
package enum LookupError: Error, Sendable, CustomStringConvertible {
    /// What it told does not fit the plan.
    case wrong(String)
    case refused(String)
    case unreachable(String)

    /// - Parameter answer: any but `confirmed`.
    init(_ answer: Answer) {
        let said = answer.message.map { ": \($0)" } ?? ""
        self =
            switch answer {
            case .status(401, _, _), .status(403, _, _):
                .refused("the API does not list its apps to these credentials (\(answer.statusCode ?? 0))\(said)")
            case .lost(let failure): .unreachable("the API did not list its apps: \(failure.message)")
            default: .unreachable("the API did not list its apps (\(answer.statusCode ?? 0))\(said)")
            }
    }

    package var description: String {
        switch self {
        case .wrong(let text): text
        case .refused(let text): "\(text); check them"
        case .unreachable(let text): "\(text); nothing was sent, try again"
        }
    }
}
