/// How long the audit trail is and how it ends.
package struct AuditHead: Sendable, Equatable {
    package let count: Int64
    /// 32 bytes; zeros before the first row.
    package let hash: [UInt8]

    static let empty = AuditHead(count: 0, hash: [UInt8](repeating: 0, count: 32))

    /// Eight bytes of the count, big-endian, and the hash.
    var bytes: [UInt8] { withUnsafeBytes(of: count.bigEndian) { Array($0) } + hash }

    package init(count: Int64, hash: [UInt8]) {
        self.count = count
        self.hash = hash
    }

    init?(bytes: [UInt8]) {
        guard bytes.count == 40 else { return nil }
        count = bytes[..<8].reduce(0) { $0 << 8 | Int64($1) }
        hash = Array(bytes[8...])
    }
}
