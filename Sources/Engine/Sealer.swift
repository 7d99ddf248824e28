package import Model
package import Secrecy
import Values

/// Seals the values of one item after the other for the database.
package struct Sealer: ~Copyable {
    private let keys: RunKeys
    /// Gives the nonces.
    private var entropy = EntropyPool()
    /// Of the item before: a literal or a shared value is the same again.
    private var last: [(value: Secret, fingerprint: [UInt8])] = []

    package init(_ keys: RunKeys) {
        self.keys = keys
    }

    /// - Throws: `ValueError.noRandomness`, or swift-crypto's errors, which speak of sizes alone.
    package mutating func sealed(
        _ values: [(key: KeyName, value: Secret)], item: Int64
    ) throws -> [(key: KeyName, sealed: [UInt8], fingerprint: [UInt8])] {
        var sealed: [(key: KeyName, sealed: [UInt8], fingerprint: [UInt8])] = []
        sealed.reserveCapacity(values.count)
        if last.count != values.count { last.removeAll() }
        for (index, (key, value)) in values.enumerated() {
            let envelope = try keys.seal.seal(
                value, at: .value(run: keys.run, item: item, key: key), entropy: &entropy)
            sealed.append((key, envelope, fingerprint(of: value, at: index)))
        }
        return sealed
    }

    private mutating func fingerprint(of value: Secret, at index: Int) -> [UInt8] {
        if index < last.count, last[index].value == value { return last[index].fingerprint }
        let made = (value: value, fingerprint: keys.fingerprint.of(value))
        if index < last.count { last[index] = made } else { last.append(made) }
        return made.fingerprint
    }
}
