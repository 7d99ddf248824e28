package import Foundation
package import Model

/// The context of a sealed value: the additional data of its envelope.
package struct SealContext: Sendable, Equatable {
    package private(set) var additionalData: [UInt8]
    private let numberAt: Int

    /// The context of the same kind of value of another item.
    package mutating func move(toItem number: Int64) {
        withUnsafeBytes(of: number.bigEndian) { bytes in
            for (offset, byte) in bytes.enumerated() { additionalData[numberAt + offset] = byte }
        }
    }

    /// The value of one key of one item, in databases from before migration 7: `rekey/value/1`, a zero byte, the run's
    /// UUID (16 bytes), the item's number (8 bytes, big-endian), the key's name.
    package static func value(run: UUID, item: Int64, key: KeyName) -> SealContext {
        SealContext("rekey/value/1", run, number: item, name: key.text)
    }

    /// All values of one item, with their keys: `rekey/values/1`, a zero byte, the run's UUID (16 bytes), the item's
    /// number (8 bytes, big-endian). The keys' names lie inside the envelope.
    package static func values(run: UUID, item: Int64) -> SealContext {
        SealContext("rekey/values/1", run, number: item, name: "")
    }

    /// A value that several targets share: `rekey/shared/1`, a zero byte, the run's UUID, the index of the `secrets`
    /// entry (8 bytes), the key's name, a zero byte, the app's id or nothing.
    package static func shared(run: UUID, entry: Int, key: KeyName, app: AppID?) -> SealContext {
        SealContext("rekey/shared/1", run, number: Int64(entry), name: key.text + "\0" + (app?.text ?? ""))
    }

    /// A run's data key: `rekey/data-key/1`, a zero byte, the run's UUID, eight zero bytes.
    package static func dataKey(run: UUID) -> SealContext {
        SealContext("rekey/data-key/1", run, number: 0, name: "")
    }

    /// A column's value from a plan's list: `rekey/column/1`, a zero byte, 24 zero bytes, then the plan's name, the
    /// app's id, the secret's name and the column's name, with a zero byte after each but the last.
    package static func column(_ column: String, of target: Target, plan: PlanName) -> SealContext {
        let names = [plan.text, target.app.text, target.secret.text, column]
        return SealContext("rekey/column/1", noRun, number: 0, name: names.joined(separator: "\0"))
    }

    /// The same for a row that names its app: `rekey/named-column/1`, and the app's name instead of its id.
    package static func column(_ column: String, of target: NamedTarget, plan: PlanName) -> SealContext {
        let names = [plan.text, target.app, target.secret.text, column]
        return SealContext("rekey/named-column/1", noRun, number: 0, name: names.joined(separator: "\0"))
    }

    /// The key of the columns: `rekey/column-key/1`, a zero byte, 24 zero bytes.
    package static let columnKey = SealContext("rekey/column-key/1", noRun, number: 0, name: "")

    /// The head of the audit trail: `rekey/audit-head/1`, a zero byte, 24 zero bytes.
    package static let auditHead = SealContext("rekey/audit-head/1", noRun, number: 0, name: "")

    /// A token of a login, with the addresses that it is sent to: `rekey/token/2`, a zero byte, 24 zero bytes, then,
    /// with a zero byte between them, `access` or `refresh`, the host, the token URL, the revocation URL or nothing,
    /// the client's id. No address contains a zero byte.
    package static func token(
        _ kind: TokenKind, host: String, tokenURL: String, revocationURL: String?, clientID: String
    ) -> SealContext {
        let names = [kind.rawValue, host, tokenURL, revocationURL ?? "", clientID]
        return SealContext("rekey/token/2", noRun, number: 0, name: names.joined(separator: "\0"))
    }

    /// A token in databases from before migration 10, bound only to its host: `rekey/token/1`, a zero byte, 24 zero
    /// bytes, `access` or `refresh`, a zero byte, the host.
    package static func unboundToken(_ kind: TokenKind, host: String) -> SealContext {
        SealContext("rekey/token/1", noRun, number: 0, name: kind.rawValue + "\0" + host)
    }

    private static let noRun = UUID(uuid: (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0))

    /// The key of the fingerprints: `rekey/fingerprint-key/1`, a zero byte, 24 zero bytes.
    package static let fingerprintKey = SealContext("rekey/fingerprint-key/1", noRun, number: 0, name: "")

    private init(_ purpose: String, _ run: UUID, number: Int64, name: String) {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(purpose.utf8.count + 25 + name.utf8.count)
        bytes.append(contentsOf: purpose.utf8)
        bytes.append(0)
        withUnsafeBytes(of: run.uuid) { bytes.append(contentsOf: $0) }
        numberAt = bytes.count
        withUnsafeBytes(of: number.bigEndian) { bytes.append(contentsOf: $0) }
        bytes.append(contentsOf: name.utf8)
        additionalData = bytes
    }
}

/// The two tokens of a login.
package enum TokenKind: String, Sendable {
    case access, refresh
}
