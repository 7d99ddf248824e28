import Journal
import Model

/// The head of the audit trail as text for storing elsewhere: `12:3f9a…`.
struct AnchorText {
    let head: AuditHead

    init(_ head: AuditHead) {
        self.head = head
    }

    /// - Throws: `InvalidInput` for anything else.
    init(_ text: String) throws {
        let parts = text.split(separator: ":")
        let digits = parts.count == 2 ? Array(parts[1]).compactMap(\.hexDigitValue) : []
        guard let count = parts.first.flatMap({ Int64($0) }), count >= 0, digits.count == 64 else {
            throw InvalidInput(
                "\(quoted(text)) is not the head of an audit trail", fix: "write it as a run printed it, rows:hash")
        }
        let bytes = stride(from: 0, to: 64, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
        head = AuditHead(count: count, hash: bytes)
    }

    var text: String { "\(head.count):\(Self.hex(head.hash))" }

    static func hex(_ bytes: [UInt8]) -> String {
        bytes.map { byte in
            let digits = String(byte, radix: 16)
            return digits.count == 1 ? "0" + digits : digits
        }.joined()
    }
}
