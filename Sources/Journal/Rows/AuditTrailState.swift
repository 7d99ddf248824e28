/// What is sealed about the audit trail.
struct AuditTrailState: Sendable, Equatable {
    let head: AuditHead
    /// From this row on each run that ends has a row of that, and so has each run and revision that is pruned. What an
    /// earlier rekey recorded before it has none.
    let completeFrom: Int64

    /// Of a trail without a row.
    static let new = AuditTrailState(head: .empty, completeFrom: 1)

    init(head: AuditHead, completeFrom: Int64) {
        self.head = head
        self.completeFrom = completeFrom
    }

    /// The head, and `completeFrom` in eight bytes, big-endian.
    var bytes: [UInt8] { head.bytes + withUnsafeBytes(of: completeFrom.bigEndian) { Array($0) } }

    /// An earlier rekey sealed the head alone; nothing up to there is complete.
    init?(bytes: [UInt8]) {
        guard bytes.count == 40 || bytes.count == 48, let head = AuditHead(bytes: Array(bytes.prefix(40))) else {
            return nil
        }
        self.head = head
        completeFrom = bytes.count == 40 ? head.count + 1 : bytes[40...].reduce(0) { $0 << 8 | Int64($1) }
    }

    static func isOfEarlierRekey(_ bytes: [UInt8]) -> Bool { bytes.count == 40 }
}
