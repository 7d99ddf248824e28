package import Foundation
package import Secrecy
import Values

/// The keys of one run: its own data key, and the fingerprints' key of the database.
package struct RunKeys: Sendable {
    let run: UUID
    let seal: Seal
    let fingerprint: Fingerprint

    package init(run: UUID, dataKey: Secret, fingerprintKey: Secret) {
        self.run = run
        seal = Seal(key: dataKey)
        fingerprint = Fingerprint(key: fingerprintKey)
    }
}
