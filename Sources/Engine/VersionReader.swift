import Foundation
package import Journal
package import Model
package import Secrets
package import Values

/// Opens the values of earlier runs.
package struct VersionReader {
    private let master: Seal
    /// The data keys of the last few runs.
    private var keys: [UUID: Seal] = [:]
    private static let maxKeys = 64

    package init(master: Seal) {
        self.master = master
    }

    /// - Throws: `ValueError.notOpened` when they were changed or moved.
    package mutating func values(of version: VersionRow) throws -> [(key: KeyName, value: Secret)] {
        let seal = try key(of: version)
        return try seal.open(version.values, run: version.run, item: version.item)
            .sorted { $0.key.text < $1.key.text }
    }

    private mutating func key(of version: VersionRow) throws -> Seal {
        if let known = keys[version.run] { return known }
        if keys.count >= Self.maxKeys { keys.removeAll() }
        let seal = Seal(key: try master.open(version.dataKey, at: .dataKey(run: version.run)))
        keys[version.run] = seal
        return seal
    }
}
