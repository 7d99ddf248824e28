import Model
import Secrets

/// Why the API did not provide what a plan needs before it can start.
package enum LookupError: Error, Sendable, CustomStringConvertible {
    /// The API's answer does not match the plan.
    case wrong(String)
    /// With advice.
    case refused(String, advice: String)
    case unreachable(String)
    /// Something on this machine must be corrected first.
    case misconfigured(String)

    /// - Parameter answer: any but `confirmed`.
    /// - Parameter kind: the kind of credential that was used.
    init(_ answer: Answer, _ kind: CredentialKind) {
        let said = answer.message.map { ": \($0)" } ?? ""
        self =
            switch answer {
            case .status(401, _, _):
                .refused("the API refused the credentials (401)\(said)", advice: kind.advice)
            case .status(403, _, _):
                .refused(
                    "the API does not list its apps to these credentials (403)\(said)",
                    advice: "give their owner the role nx1_app_manager")
            case .lost(let failure) where failure.isConfiguration: .misconfigured(failure.message.text)
            case .lost(let failure): .unreachable("the API did not list its apps: \(failure.message)")
            case .status(404, _, _), .unexpected:
                .misconfigured(
                    "the API does not list its apps (\(answer.statusCode ?? 0))\(said); check the host and its base path"
                )
            default: .unreachable("the API did not list its apps (\(answer.statusCode ?? 0))\(said)")
            }
    }

    /// - Parameters:
    ///   - answer: to the request for the secrets of an app, any but `confirmed`.
    ///   - place: what asked.
    init(secretsOf app: AppID, _ answer: Answer, _ kind: CredentialKind, place: String) {
        let said = answer.message.map { ": \($0)" } ?? ""
        let status = answer.statusCode ?? 0
        self =
            switch answer {
            case .unsupported:
                .wrong(
                    "\(place): this installation does not list the secrets of an app (\(status)); write secret: NAME in place "
                        + "of secrets:, or a CSV file with the column secret_name")
            case .status(401, _, _):
                .refused("the API refused the credentials (401)\(said)", advice: kind.advice)
            case .status(403, _, _):
                .refused(
                    "\(place): the API does not list the secrets of app \(app) to these credentials (403)\(said)",
                    advice: "give their owner the role nx1_app_manager on the app, or leave the app out")
            case .status(404, _, _):
                .wrong(
                    "\(place): the API has no app \(app) (404)\(said); check its id, or whether these credentials may see it"
                )
            case .lost(let failure) where failure.isConfiguration: .misconfigured(failure.message.text)
            case .lost(let failure):
                .unreachable("the API did not list the secrets of app \(app): \(failure.message)")
            case .unexpected:
                .misconfigured(
                    "the API does not list the secrets of app \(app) (\(status))\(said); check the host and its base path"
                )
            default: .unreachable("the API did not list the secrets of app \(app) (\(status))\(said)")
            }
    }

    /// - Parameter answer: the answer in place of the list of apps.
    static func notThere(_ answer: Answer, _ base: String) -> LookupError {
        let said = answer.message.map { ": \($0)" } ?? ""
        return .misconfigured(
            "\(base) answers \(answer.statusCode ?? 0)\(said) instead of a list of apps; check the host and its base "
                + "path"
        )
    }

    package var description: String {
        switch self {
        case .wrong(let text): text
        case .refused(let text, let advice): "\(text); \(advice)"
        case .misconfigured(let text): text
        case .unreachable(let text): "\(text), and nothing was sent; try again later"
        }
    }
}
