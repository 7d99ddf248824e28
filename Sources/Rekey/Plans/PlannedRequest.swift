package import Model
import Nx1

/// A request that a run would send, with its values masked.
package struct PlannedRequest: Sendable {
    package let target: Target
    package let keys: [KeyName]
    /// Why it could not be sent at present.
    package let problem: String?

    /// Whether the secret is created where it does not exist.
    package let creates: Bool

    package var path: String { SecretsAPI.path(of: target) }

    package var body: String { "{\"data\":[\(pairs)]}" }

    /// Of the request by which the secret would be created.
    package var pathOfCreation: String { SecretsAPI.pathOfSecrets(of: target.app) }

    package var bodyOfCreation: String {
        "{\"secret_name\":\(jsonString(target.secret.text)),\"data\":[\(pairs)]}"
    }

    private var pairs: String { keys.map { "{\"key\":\"\($0)\",\"value\":\"****\"}" }.joined(separator: ",") }
}
