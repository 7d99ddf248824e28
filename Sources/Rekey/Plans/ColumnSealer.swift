import Journal
import Model
import Secrets
import Values

/// Seals and opens what a plan's list has about its targets besides their names.
package struct ColumnSealer: Sendable {
    private let seal: Seal
    private let fingerprint: Fingerprint

    init(key: Secret, fingerprintKey: Secret) {
        seal = Seal(key: key)
        fingerprint = Fingerprint(key: fingerprintKey)
    }

    func sealed(
        _ fields: [(column: String, value: Secret)], of target: ListedTarget, plan: PlanName
    ) throws -> [SealedColumn] {
        switch target {
        case .identified(let target): try sealed(fields) { .column($0, of: target, plan: plan) }
        case .named(let target): try sealed(fields) { .column($0, of: target, plan: plan) }
        }
    }

    /// The content of a row that names its app, for the app with its id.
    func moved(_ row: NamedRow, to target: Target, plan: PlanName) throws -> [SealedColumn] {
        try row.columns.map { column in
            let value = try seal.open(column.sealed, at: .column(column.name, of: row.target, plan: plan))
            return SealedColumn(
                name: column.name, sealed: try seal.seal(value, at: .column(column.name, of: target, plan: plan)),
                fingerprint: column.fingerprint)
        }
    }

    private func sealed(
        _ fields: [(column: String, value: Secret)], at place: (String) -> SealContext
    ) throws -> [SealedColumn] {
        try fields.map { column, value in
            SealedColumn(
                name: column, sealed: try seal.seal(value, at: place(column)), fingerprint: fingerprint.of(value))
        }
    }

    /// - Throws: `ValueError.notOpened` if it was changed or moved.
    func opened(_ sealed: [UInt8], column: String, of target: Target, plan: PlanName) throws -> Secret {
        try seal.open(sealed, at: .column(column, of: target, plan: plan))
    }
}
