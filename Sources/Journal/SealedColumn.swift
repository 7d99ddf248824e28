/// A value that came with a list of targets.
package struct SealedColumn: Sendable {
    package let name: String
    package let sealed: [UInt8]
    /// 16 bytes.
    package let fingerprint: [UInt8]

    package init(name: String, sealed: [UInt8], fingerprint: [UInt8]) {
        self.name = name
        self.sealed = sealed
        self.fingerprint = fingerprint
    }
}
