/// The schedulers that can call rekey.
package enum UnitFormat: String, Sendable, CaseIterable {
    case crontab
    case systemd
    case kubernetes

    /// - Throws: `InvalidInput` for what this scheduler cannot express.
    package func units(_ order: UnitRequest) throws -> [UnitFile] {
        switch self {
        case .crontab: try CrontabUnit(order).units()
        case .systemd: try SystemdUnits(order).units()
        case .kubernetes: try KubernetesUnits(order).units()
        }
    }
}
