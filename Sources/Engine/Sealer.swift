package import Journal
package import Model
package import Secrets
import Values

/// Seals the values of one item after the other for the database.
package struct Sealer: ~Copyable {
    private let keys: RunKeys
    /// Gives the nonces.
    private var entropy = EntropyPool()
    /// The values of the item at hand in one piece.
    private var bundle = SecretBuffer(capacity: 512)
    private var place: SealContext
    /// Of the item before: a literal or a shared value is the same again.
    private var last: [(value: Secret, digits: [UInt8])] = []

    package init(_ keys: RunKeys) {
        self.keys = keys
        place = .values(run: keys.run, item: 0)
    }

    /// - Throws: `ValueError.noRandomness`, or swift-crypto's errors, which speak of sizes alone.
    package mutating func sealed(
        _ values: [(key: KeyName, value: Secret)], item: Int64
    ) throws -> CommitBatch.Preparation {
        defer { bundle.removeAll() }
        ValueBundle.write(values, into: &bundle)
        place.move(toItem: item)
        let sealed = try bundle.withBytes { try keys.seal.seal($0, at: place, entropy: &entropy) }
        return CommitBatch.Preparation(item: item, sealed: sealed, fingerprints: fingerprints(of: values))
    }

    /// The names of keys have no character that JSON escapes.
    private mutating func fingerprints(of values: [(key: KeyName, value: Secret)]) -> [UInt8] {
        if last.count != values.count { last.removeAll() }
        var text: [UInt8] = []
        text.reserveCapacity(values.reduce(2) { $0 + $1.key.text.utf8.count + 38 })
        for (index, (key, value)) in values.enumerated() {
            text.append(UInt8(ascii: index == 0 ? "{" : ","))
            text.append(UInt8(ascii: "\""))
            text.append(contentsOf: key.text.utf8)
            text.append(UInt8(ascii: "\""))
            text.append(UInt8(ascii: ":"))
            text.append(UInt8(ascii: "\""))
            text.append(contentsOf: fingerprint(of: value, at: index))
            text.append(UInt8(ascii: "\""))
        }
        text.append(UInt8(ascii: "}"))
        return text
    }

    private mutating func fingerprint(of value: Secret, at index: Int) -> [UInt8] {
        if index < last.count, last[index].value == value { return last[index].digits }
        let digits = keys.fingerprint.hexadecimal(of: value)
        if index < last.count { last[index] = (value, digits) } else { last.append((value, digits)) }
        return digits
    }
}
