/// Bytes as text, written into a buffer that is overwritten afterwards.
package enum TextEncoding {
    private static let hexDigits: StaticString = "0123456789abcdef"
    private static let base64Digits: StaticString = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    private static let base64urlDigits: StaticString =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    private static let base32Digits: StaticString = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"

    package static func hex(_ bytes: UnsafeRawBufferPointer, into text: inout SecretBuffer) {
        group(bytes, bits: 4, digits: hexDigits, into: &text)
    }

    /// RFC 4648, section 4, with padding.
    package static func base64(_ bytes: UnsafeRawBufferPointer, into text: inout SecretBuffer) {
        group(bytes, bits: 6, digits: base64Digits, into: &text)
        pad(&text, to: 4, written: (bytes.count * 8 + 5) / 6)
    }

    /// RFC 4648, section 5, without padding.
    package static func base64url(_ bytes: UnsafeRawBufferPointer, into text: inout SecretBuffer) {
        group(bytes, bits: 6, digits: base64urlDigits, into: &text)
    }

    /// RFC 4648, section 6, with padding.
    package static func base32(_ bytes: UnsafeRawBufferPointer, into text: inout SecretBuffer) {
        group(bytes, bits: 5, digits: base32Digits, into: &text)
        pad(&text, to: 8, written: (bytes.count * 8 + 4) / 5)
    }

    /// Percent-encodes all but the unreserved characters of RFC 3986, section 2.3.
    package static func percent(_ bytes: UnsafeRawBufferPointer, into text: inout SecretBuffer) {
        let upperHex: StaticString = "0123456789ABCDEF"
        for byte in bytes {
            if isUnreserved(byte) {
                text.append(byte)
            } else {
                text.append(UInt8(ascii: "%"))
                text.append(upperHex.utf8Start[Int(byte >> 4)])
                text.append(upperHex.utf8Start[Int(byte & 15)])
            }
        }
    }

    package static func isUnreserved(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
            UInt8(ascii: "~"):
            true
        default: false
        }
    }

    private static func group(
        _ bytes: UnsafeRawBufferPointer, bits: Int, digits: StaticString, into text: inout SecretBuffer
    ) {
        var gathered: UInt32 = 0
        var held = 0
        let mask = UInt32(1 << bits) - 1
        for byte in bytes {
            gathered = gathered << 8 | UInt32(byte)
            held += 8
            while held >= bits {
                held -= bits
                text.append(digits.utf8Start[Int(gathered >> UInt32(held) & mask)])
            }
            gathered &= (1 << UInt32(held)) - 1
        }
        if held > 0 { text.append(digits.utf8Start[Int(gathered << UInt32(bits - held) & mask)]) }
    }

    private static func pad(_ text: inout SecretBuffer, to multiple: Int, written: Int) {
        for _ in 0..<((multiple - written % multiple) % multiple) { text.append(UInt8(ascii: "=")) }
    }
}
