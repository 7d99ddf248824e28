import Secrets

/// RFC 4648, section 4, and also line ends in between, which some programs write.
enum Base64 {
    /// - Returns: `nil` for anything else.
    static func decoded(_ text: Secret) -> Secret? {
        text.withBytes { bytes in
            var plain = SecretBuffer(capacity: bytes.count / 4 * 3 + 3)
            var bits: UInt32 = 0
            var count = 0
            var padding = 0
            for byte in bytes where byte != UInt8(ascii: "\n") && byte != UInt8(ascii: "\r") {
                if byte == UInt8(ascii: "=") {
                    padding += 1
                    continue
                }
                guard padding == 0, let six = sixBits(byte) else { return nil }
                bits = bits << 6 | UInt32(six)
                count += 1
                if count.isMultiple(of: 4) {
                    for shift in [16, 8, 0] { plain.append(UInt8(truncatingIfNeeded: bits >> UInt32(shift))) }
                    bits = 0
                }
            }
            switch (count % 4, padding) {
            case (0, 0): break
            case (2, 2): plain.append(UInt8(truncatingIfNeeded: bits >> 4))
            case (3, 1):
                plain.append(UInt8(truncatingIfNeeded: bits >> 10))
                plain.append(UInt8(truncatingIfNeeded: bits >> 2))
            default: return nil
            }
            return plain.secret()
        }
    }

    private static func sixBits(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): byte - UInt8(ascii: "A")
        case UInt8(ascii: "a")...UInt8(ascii: "z"): byte - UInt8(ascii: "a") + 26
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0") + 52
        case UInt8(ascii: "+"): 62
        case UInt8(ascii: "/"): 63
        default: nil
        }
    }
}
