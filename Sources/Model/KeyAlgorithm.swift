/// The kind of key pair that a `keypair` generator makes.
package enum KeyAlgorithm: String, Sendable, CaseIterable {
    case ed25519, p256
    case rsa3072 = "rsa-3072"
    case rsa4096 = "rsa-4096"

    /// The work of the best known attack, in bits; at least this much.
    ///
    /// Source: NIST SP 800-57 part 1 revision 5, table 2, which has no row between RSA of 3072 and of 7680 bits.
    package var strengthBits: Double { 128 }

    /// Whether making a key takes so long that other items must not wait for it.
    package var isSlow: Bool {
        switch self {
        case .ed25519, .p256: false
        case .rsa3072, .rsa4096: true
        }
    }
}
