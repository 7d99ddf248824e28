/// The name of an app, where it is one that may stand in a path and in an argument of a program.
package struct AppName: Sendable, Hashable {
    package let text: String

    /// - Returns: `nil` unless the name is letters, digits, `-`, `_` and `.`, and begins with a letter or digit. The API's
    ///   own names are so; another one could lead out of its folder or be an option.
    package init?(_ text: String) {
        guard (1...253).contains(text.utf8.count), text.utf8.allSatisfy(Self.allows),
            let first = text.utf8.first, Self.isAlphanumeric(first)
        else { return nil }
        self.text = text
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "A")...UInt8(ascii: "Z"):
            true
        default: false
        }
    }

    private static func allows(_ byte: UInt8) -> Bool {
        isAlphanumeric(byte) || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_") || byte == UInt8(ascii: ".")
    }
}
