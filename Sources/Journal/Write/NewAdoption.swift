package import Foundation
package import Model

/// Present values that rekey takes over without writing them.
package struct NewAdoption: Sendable {
    /// The trigger of the run that records an adoption.
    static let trigger = "adopt"

    package let uuid: UUID
    package let plan: PlanName
    /// Sealed under the master key.
    package let dataKey: [UInt8]
    /// Versions before the present one that stay sealed; at least 1.
    package let retain: Int
    /// Where the values were read; `nil` where a file gave them, which names no host.
    package let host: String?
    /// Hands over target by target; the closure that it gets takes what seals the values of an item.
    package let values:
        @Sendable (_ add: (Target, _ entry: Int, _ seal: (Int64) throws -> CommitBatch.Preparation) throws -> Void)
            throws -> Void

    package init(
        uuid: UUID, plan: PlanName, dataKey: [UInt8], retain: Int, host: String? = nil,
        values:
            @escaping @Sendable (
                _ add: (Target, _ entry: Int, _ seal: (Int64) throws -> CommitBatch.Preparation) throws -> Void
            ) throws -> Void
    ) {
        self.uuid = uuid
        self.plan = plan
        self.dataKey = dataKey
        self.retain = retain
        self.host = host
        self.values = values
    }
}
