/// How a public key is written.
package enum PublicKeyForm: String, Sendable, CaseIterable {
    /// SubjectPublicKeyInfo between PEM lines (RFC 7468, section 13).
    case pem
    /// One line as in `authorized_keys` (RFC 4253, section 6.6).
    case openssh
}
