package import Secrecy

/// Takes known values out of text that comes from elsewhere: plain and as JSON, a URL or base64 would carry them, and
/// also where the text has only a part of one, or has changed what lies between its parts.
package struct Scrubber {
    private let secrets: [Secret]
    private static let mark = Array("[secret]".utf8)
    /// So many bytes in a row that a value has too, in whatever case, are a part of it.
    private static let window = 8
    /// No more of a text is looked at, or kept.
    private static let mostBytes = 65_536
    private static let mostCharacters = 500

    package init(_ secrets: [Secret]) {
        self.secrets = secrets
    }

    /// Text for the record: without the values, on one line, at most 500 characters.
    package func scrub(_ text: String) -> String {
        let bytes = Array(text.utf8.prefix(Self.mostBytes))
        let isSecret = marked(bytes)
        var kept: [UInt8] = []
        for (at, byte) in bytes.enumerated() {
            if !isSecret[at] { kept.append(byte) } else if at == 0 || !isSecret[at - 1] { kept += Self.mark }
        }
        let line = String(decoding: kept, as: UTF8.self).unicodeScalars.map { scalar in
            scalar.value < 0x20 || scalar.value == 0x7f ? " " : String(scalar)
        }.joined()
        return line.count > Self.mostCharacters ? line.prefix(Self.mostCharacters - 1) + "…" : line
    }

    /// For each byte of the text whether it belongs to a value.
    private func marked(_ text: [UInt8]) -> [Bool] {
        var isSecret = [Bool](repeating: false, count: text.count)
        // What the text has is noted and looked up while the values are gone through, so that none of them is copied.
        var present: Set<UInt64> = []
        text.withUnsafeBytes { Self.forEachWindow(of: $0) { present.insert($0) } }
        var found: Set<UInt64> = []
        for secret in secrets where secret.count > 0 {
            Self.forEachForm(of: secret) { form in
                if form.count < Self.window {
                    Self.mark(form, in: text, &isSecret)
                } else {
                    Self.forEachWindow(of: form) { if present.contains($0) { found.insert($0) } }
                }
            }
        }
        var at = 0
        text.withUnsafeBytes { bytes in
            Self.forEachWindow(of: bytes) { window in
                if found.contains(window) { for place in at..<(at + Self.window) { isSecret[place] = true } }
                at += 1
            }
        }
        return isSecret
    }

    private static func mark(_ form: UnsafeRawBufferPointer, in text: [UInt8], _ isSecret: inout [Bool]) {
        guard text.count >= form.count else { return }
        for at in 0...(text.count - form.count) where text[at..<(at + form.count)].elementsEqual(form) {
            for place in at..<(at + form.count) { isSecret[place] = true }
        }
    }

    /// Each run of eight bytes as a number, letters in lower case.
    private static func forEachWindow(of bytes: UnsafeRawBufferPointer, _ body: (UInt64) -> Void) {
        var window: UInt64 = 0
        for (at, byte) in bytes.enumerated() {
            let isUpper = (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
            window = window << 8 | UInt64(isUpper ? byte | 0x20 : byte)
            if at + 1 >= Self.window { body(window) }
        }
    }

    private static func forEachForm(of secret: Secret, _ body: (UnsafeRawBufferPointer) -> Void) {
        secret.withBytes { bytes in
            body(bytes)
            for write in encodings {
                var text = SecretBuffer(capacity: bytes.count * 3)
                write(bytes, &text)
                text.withBytes(body)
            }
            // Within a longer text in base64 a value begins at any of three places of a group.
            for shift in 1...2 where bytes.count > shift {
                var text = SecretBuffer(capacity: bytes.count * 2)
                TextEncoding.base64(UnsafeRawBufferPointer(rebasing: bytes[shift...]), into: &text)
                text.withBytes { if $0.count >= window { body($0) } }
            }
        }
    }

    private static let encodings: [@Sendable (UnsafeRawBufferPointer, inout SecretBuffer) -> Void] = [
        { JSONText.escape($0, into: &$1) },
        { TextEncoding.percent($0, into: &$1) },
        { TextEncoding.base64($0, into: &$1) },
        { TextEncoding.base64url($0, into: &$1) },
        { TextEncoding.hex($0, into: &$1) },
    ]
}
