package import Foundation
package import Secrets
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
}
