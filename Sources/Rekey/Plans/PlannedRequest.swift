package import Model
import Nx1

/// A request that a run would send, with its values masked.
package struct PlannedRequest: Sendable {
    package let target: Target
    package let keys: [KeyName]
    /// Why it could not be sent at present.
    package let problem: String?

    package var path: String { SecretsAPI.path(of: target) }

    package var body: String {
        let pairs = keys.map { "{\"key\":\"\($0)\",\"value\":\"****\"}" }
        return "{\"data\":[" + pairs.joined(separator: ",") + "]}"
    }
}
