/// The id of an app: a UUID, kept in lower case because the API compares it without case.
package struct AppID: Sendable, Hashable, Comparable {
    package let text: String

    /// - Throws: `InvalidInput` unless `text` is a UUID in its 8-4-4-4-12 form (RFC 9562, section 4).
    package init(_ text: String) throws {
        let bytes = Array(text.utf8)
        let isUUID =
            bytes.count == 36
            && bytes.indices.allSatisfy { index in
                Self.hyphens.contains(index) ? bytes[index] == UInt8(ascii: "-") : Self.isHex(bytes[index])
            }
        guard isUUID else {
            throw InvalidInput(
                "\(quoted(text)) is not an app id",
                fix: "write the app's UUID, like 3c90c3cc-0d44-4b50-8888-8dd25736052a")
        }
        self.text = text.lowercased()
    }

    /// For text that was checked before it was stored.
    package init(stored text: String) {
        self.text = text
    }

    package static func < (left: AppID, right: AppID) -> Bool { left.text < right.text }

    private static let hyphens: Set<Int> = [8, 13, 18, 23]

    private static func isHex(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"),
            UInt8(ascii: "A")...UInt8(ascii: "F"):
            true
        default: false
        }
    }
}

extension AppID: CustomStringConvertible {
    package var description: String { text }
}
