import Journal
import Model
import Secrecy
import Values

/// Seals and opens what a plan's list says of its targets besides their names.
package struct ColumnSealer: Sendable {
    private let seal: Seal
    private let fingerprint: Fingerprint

    init(key: Secret, fingerprintKey: Secret) {
        seal = Seal(key: key)
        fingerprint = Fingerprint(key: fingerprintKey)
    }

    func sealed(_ fields: [(column: String, value: Secret)], of target: Target, plan: PlanName) throws -> [SealedColumn]
    {
        try fields.map { column, value in
            SealedColumn(
                name: column, sealed: try seal.seal(value, at: .column(column, of: target, plan: plan)),
                fingerprint: fingerprint.of(value))
        }
    }

    /// - Throws: `ValueError.notOpened` when it was changed or moved.
    func opened(_ sealed: [UInt8], column: String, of target: Target, plan: PlanName) throws -> Secret {
        try seal.open(sealed, at: .column(column, of: target, plan: plan))
    }
}
