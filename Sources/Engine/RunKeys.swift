package import Foundation
package import Model
package import Secrecy
package import Values

/// The keys that a run needs: its own data key, the fingerprints' and the columns' of the database, and the master key
/// for what earlier runs wrote.
package struct RunKeys: Sendable {
    let run: UUID
    let seal: Seal
    let fingerprint: Fingerprint
    let columns: Seal?
    let master: Seal

    package init(run: UUID, dataKey: Secret, fingerprintKey: Secret, columnKey: Secret?, master: Seal) {
        self.run = run
        seal = Seal(key: dataKey)
        fingerprint = Fingerprint(key: fingerprintKey)
        columns = columnKey.map(Seal.init)
        self.master = master
    }

    /// The values of an item as the database keeps them.
    /// - Parameter entropy: gives the nonces.
    package func sealed(
        _ values: [(key: KeyName, value: Secret)], item: Int64, entropy: inout EntropyPool
    ) throws -> [(key: KeyName, sealed: [UInt8], fingerprint: [UInt8])] {
        var sealed: [(key: KeyName, sealed: [UInt8], fingerprint: [UInt8])] = []
        sealed.reserveCapacity(values.count)
        for (key, value) in values {
            let place = Place.value(run: run, item: item, key: key)
            sealed.append((key, try seal.seal(value, at: place, entropy: &entropy), fingerprint.of(value)))
        }
        return sealed
    }
}
