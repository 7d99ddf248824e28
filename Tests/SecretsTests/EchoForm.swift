import Foundation
import Testing

/// What somebody may write a value as who repeats it.
struct EchoForm: Sendable, CustomTestStringConvertible {
    let name: String
    let write: @Sendable (String) -> String

    var testDescription: String { name }

    private init(_ name: String, _ write: @escaping @Sendable (String) -> String) {
        self.name = name
        self.write = write
    }

    static let all: [EchoForm] = [
        .init("plain") { $0 }, .init("upper case") { $0.uppercased() }, .init("lower case") { $0.lowercased() },
        .init("URL", percent), .init("double URL") { percent(percent($0)) },
        .init("URL, each byte") { each($0, "%") { hex($0).uppercased() } },
        .init("URL in lower case") { percent($0).lowercased() },
        .init("JSON") { (try? String(decoding: JSONEncoder().encode($0), as: UTF8.self)) ?? "" },
        .init("JSON twice") { text in
            let once = (try? String(decoding: JSONEncoder().encode(text), as: UTF8.self)) ?? ""
            return (try? String(decoding: JSONEncoder().encode(once), as: UTF8.self)) ?? ""
        },
        .init("\\u") { $0.utf16.map { "\\u" + String(format: "%04x", $0) }.joined() },
        .init("\\u{}") { $0.unicodeScalars.map { "\\u{" + String($0.value, radix: 16) + "}" }.joined() },
        .init("\\x") { each($0, "\\x", hex) }, .init("octal") { each($0, "\\") { String(format: "%03o", $0) } },
        .init("XML decimal") { $0.unicodeScalars.map { "&#\($0.value);" }.joined() },
        .init("XML hexadecimal") { $0.unicodeScalars.map { "&#x" + String($0.value, radix: 16) + ";" }.joined() },
        .init("quoted-printable") { each($0, "=") { hex($0).uppercased() } },
        .init("hexadecimal") { each($0, "", hex) },
        .init("hexadecimal in upper case") { each($0, "") { hex($0).uppercased() } },
        .init("hexadecimal with spaces") { each($0, " ", hex) },
        .init("hexadecimal with colons") { each($0, ":", hex) },
        .init("hexadecimal as a list") { each($0, ", 0x", hex) },
        .init("decimal codes") { each($0, " ") { String($0) } },
        .init("a list of codes") { each($0, ",") { String($0) } },
        .init("base64") { base64($0) }, .init("base64 of a longer text") { base64("x" + $0 + "yz") },
        .init("base64 after two bytes") { base64("xy" + $0) },
        .init("base64url") { base64($0).replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "") },
        .init("base64 of base64") { base64(base64($0)) },
        .init("base64 in lines") { pieces(base64($0), of: 9, "\r\n") },
        .init("hexadecimal of base64") { each(base64($0), "", hex) }, .init("base64 in a URL") { percent(base64($0)) },
        .init("base32") { base32($0) }, .init("base32 in lower case") { base32($0).lowercased() },
        .init("base32 in groups") { pieces(base32($0), of: 4, "-") },
        .init("reversed") { String($0.reversed()) }, .init("base64, reversed first") { base64(String($0.reversed())) },
        .init("rotated by 13", rotated), .init("pieces of 7") { pieces($0, of: 7, " ") },
        .init("pieces of 4") { pieces($0, of: 4, ", ") }, .init("single characters") { pieces($0, of: 1, " ") },
        .init("single characters in quotes") { pieces($0, of: 1, "\",\"") },
        .init("pieces with words between") { pieces($0, of: 4, " and then ") },
        .init("characters with words between") { pieces($0, of: 1, " then ") },
        .init("with zero-width spaces") { pieces($0, of: 3, "\u{200B}") },
        .init("with soft hyphens") { pieces($0, of: 3, "\u{AD}") }, .init("in lines") { pieces($0, of: 5, "\n") },
    ]

    private static func percent(_ text: String) -> String {
        text.addingPercentEncoding(
            withAllowedCharacters: CharacterSet(
                charactersIn: "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~")) ?? ""
    }

    private static func hex(_ byte: UInt8) -> String { String(format: "%02x", byte) }

    private static func each(_ text: String, _ before: String, _ write: (UInt8) -> String) -> String {
        text.utf8.map { before + write($0) }.joined()
    }

    private static func base64(_ text: String) -> String { Data(text.utf8).base64EncodedString() }

    private static func base32(_ text: String) -> String {
        let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")
        let bits = text.utf8.map { String(repeating: "0", count: $0.leadingZeroBitCount) + String($0, radix: 2) }
            .map { String($0.suffix(8)) }.joined()
        var result = ""
        var at = bits.startIndex
        while at < bits.endIndex {
            let end = bits.index(at, offsetBy: 5, limitedBy: bits.endIndex) ?? bits.endIndex
            let group = bits[at..<end] + String(repeating: "0", count: 5 - bits.distance(from: at, to: end))
            result.append(digits[Int(group, radix: 2) ?? 0])
            at = end
        }
        return result
    }

    private static func pieces(_ text: String, of size: Int, _ between: String) -> String {
        let characters = Array(text)
        return stride(from: 0, to: characters.count, by: size)
            .map { String(characters[$0..<min($0 + size, characters.count)]) }.joined(separator: between)
    }

    private static func rotated(_ text: String) -> String {
        String(
            text.map { character in
                guard let byte = character.asciiValue, character.isLetter else { return character }
                let first = byte & 0x20 == 0 ? UInt8(ascii: "A") : UInt8(ascii: "a")
                return Character(Unicode.Scalar((byte - first + 13) % 26 + first))
            })
    }
}
