package import Foundation
package import Model

/// Values of a secret that rekey wrote or adopted; still sealed.
package struct VersionRow: Sendable {
    /// The run that wrote them, whose data key opens them.
    package let run: UUID
    package let runID: Int64
    /// Sealed under the master key.
    package let dataKey: [UInt8]
    package let item: Int64
    package let values: SealedValues
    /// A JSON object by key.
    let fingerprints: String

    /// In no order.
    package var keys: [KeyName] {
        let byKey = try? JSONDecoder().decode([String: String].self, from: Data(fingerprints.utf8))
        return (byKey ?? [:]).keys.map(KeyName.init(stored:))  // rekey itself wrote it, as an object
    }
}

/// What can be said of a secret's present values.
package enum KnownVersion: Sendable {
    case none
    /// None at the host of the run that asks.
    case elsewhere(VersionElsewhere)
    /// A later item may have changed them, and nothing has settled it.
    case unsettled(UnsettledItem)
    case version(VersionRow)
}
