package import Secrets

extension Secret {
    /// Random bytes of the system's generator, for a key.
    /// - Throws: `ValueError.noRandomness`.
    package static func random(bytes count: Int) throws -> Secret {
        var entropy = EntropyPool()
        var bytes = SecretBuffer(capacity: count)
        for _ in 0..<count { bytes.append(try entropy.byte()) }
        return bytes.secret()
    }
}
