/// The schedulers that can call rekey.
package enum UnitFormat: String, Sendable, CaseIterable {
    case crontab
    case systemd
    case kubernetes

    /// - Throws: `InvalidInput` for what this scheduler cannot express.
    package func units(_ request: UnitRequest) throws -> [UnitFile] {
        switch self {
        case .crontab: try CrontabUnit(request).units()
        case .systemd: try SystemdUnits(request).units()
        case .kubernetes: try KubernetesUnits(request).units()
        }
    }
}
