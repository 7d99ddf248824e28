/// A number that is the same for the same values: FNV-1a of 128 bits. For comparing, not for hiding.
///
/// Source: G. Fowler, L. C. Noll, K.-P. Vo, D. Eastlake, "The FNV Non-Cryptographic Hash Algorithm".
enum ValueFingerprint {
    private static let basis: UInt128 = 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d
    private static let prime: UInt128 = 0x0000_0000_0100_0000_0000_0000_0000_013b

    /// Independent of the keys' order.
    static func of(_ values: [String: String]) -> UInt128 {
        var hash = basis
        for (key, value) in values.sorted(by: { $0.key < $1.key }) {
            for byte in key.utf8 { hash = (hash ^ UInt128(byte)) &* prime }
            hash = (hash ^ 0xff) &* prime
            for byte in value.utf8 { hash = (hash ^ UInt128(byte)) &* prime }
            hash = (hash ^ 0xfe) &* prime
        }
        return hash
    }
}
