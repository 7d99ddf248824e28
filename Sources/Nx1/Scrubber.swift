package import Secrecy

/// Takes known values out of text that comes from elsewhere, plain and as JSON, a URL or base64 would carry them.
package struct Scrubber {
    private let forms: [[UInt8]]
    private static let mark = Array("[secret]".utf8)

    package init(_ secrets: [Secret]) {
        var forms: [[UInt8]] = []
        for secret in secrets where secret.count > 0 {
            secret.withBytes { bytes in
                forms.append(Array(bytes))
                for write in Self.encodings {
                    var text = SecretBuffer(capacity: bytes.count * 3)
                    write(bytes, &text)
                    text.withBytes { forms.append(Array($0)) }
                }
            }
        }
        self.forms = Array(Set(forms)).sorted { $0.count > $1.count }
    }

    /// Text for the record: without the values, on one line, at most 500 characters.
    package func scrub(_ text: String) -> String {
        var bytes = Array(text.utf8)
        for form in forms { bytes = Self.replace(form, in: bytes) }
        let line = String(decoding: bytes, as: UTF8.self).unicodeScalars.map { scalar in
            scalar.value < 0x20 || scalar.value == 0x7f ? " " : String(scalar)
        }.joined()
        return line.count > 500 ? line.prefix(499) + "…" : line
    }

    private static func replace(_ form: [UInt8], in bytes: [UInt8]) -> [UInt8] {
        guard let first = form.first, bytes.count >= form.count else { return bytes }
        var result: [UInt8] = []
        var at = 0
        while at < bytes.count {
            if bytes[at] == first, at + form.count <= bytes.count, bytes[at..<(at + form.count)].elementsEqual(form) {
                result += mark
                at += form.count
            } else {
                result.append(bytes[at])
                at += 1
            }
        }
        return result
    }

    private static let encodings: [@Sendable (UnsafeRawBufferPointer, inout SecretBuffer) -> Void] = [
        { JSONText.escape($0, into: &$1) },
        { TextEncoding.percent($0, into: &$1) },
        { TextEncoding.base64($0, into: &$1) },
        { TextEncoding.base64url($0, into: &$1) },
    ]
}
