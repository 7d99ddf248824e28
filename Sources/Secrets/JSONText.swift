/// Bytes as the content of a JSON string (RFC 8259, section 7).
package enum JSONText {
    private static let hexDigits: StaticString = "0123456789abcdef"

    /// Appends valid UTF-8 with quotes, backslashes and control characters escaped.
    package static func escape(_ bytes: UnsafeRawBufferPointer, into text: inout SecretBuffer) {
        // Usually there is nothing to escape.
        let isPlain = { (byte: UInt8) in byte >= 0x20 && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\\") }
        if bytes.allSatisfy(isPlain) { return text.append(bytes) }
        for byte in bytes {
            switch byte {
            case UInt8(ascii: "\""): text.append("\\\"")
            case UInt8(ascii: "\\"): text.append("\\\\")
            case UInt8(ascii: "\n"): text.append("\\n")
            case UInt8(ascii: "\r"): text.append("\\r")
            case UInt8(ascii: "\t"): text.append("\\t")
            case 0..<0x20:
                text.append("\\u00")
                text.append(hexDigits.utf8Start[Int(byte >> 4)])
                text.append(hexDigits.utf8Start[Int(byte & 15)])
            default: text.append(byte)
            }
        }
    }
}
