/// The encodings in which a text may contain a secret without an intention to hide it.
enum SecretForms {
    /// Lends each form, in a buffer that is overwritten afterwards.
    static func forEach(of secret: Secret, _ body: (UnsafeRawBufferPointer) -> Void) {
        secret.withBytes { bytes in
            body(bytes)
            for write in encodings {
                var text = SecretBuffer(capacity: bytes.count * 3)
                write(bytes, &text)
                text.withBytes(body)
            }
            // Inside a longer base64 text a value may begin at any of three positions in a group.
            for shift in 1...2 where bytes.count > shift {
                var text = SecretBuffer(capacity: bytes.count * 2)
                TextEncoding.base64(UnsafeRawBufferPointer(rebasing: bytes[shift...]), into: &text)
                text.withBytes { if $0.count >= Windows.size { body($0) } }
            }
        }
    }

    private static let encodings: [@Sendable (UnsafeRawBufferPointer, inout SecretBuffer) -> Void] = [
        { JSONText.escape($0, into: &$1) },
        { TextEncoding.percent($0, into: &$1) },
        { TextEncoding.base64($0, into: &$1) },
        { TextEncoding.base64url($0, into: &$1) },
        { TextEncoding.base32($0, into: &$1) },
        { TextEncoding.hex($0, into: &$1) },
    ]
}
