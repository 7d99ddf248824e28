package import Foundation
package import Model

/// What a new run is to be.
package struct RunOrder: Sendable {
    package let uuid: UUID
    package let plan: PlanName
    package let trigger: String
    /// Sealed under the master key.
    package let dataKey: [UInt8]
    /// Only these, where given.
    package let apps: [AppID]
    package let secrets: [SecretName]

    package init(
        uuid: UUID, plan: PlanName, trigger: String, dataKey: [UInt8], apps: [AppID], secrets: [SecretName]
    ) {
        self.uuid = uuid
        self.plan = plan
        self.trigger = trigger
        self.dataKey = dataKey
        self.apps = apps
        self.secrets = secrets
    }
}
