/// The name of a plan: `[a-z0-9_-]`, 1 to 100 characters.
package struct PlanName: Sendable, Hashable {
    package let text: String

    /// - Throws: `InvalidInput` for any other text.
    package init(_ text: String) throws {
        let fits =
            (1...100).contains(text.utf8.count)
            && text.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
                    UInt8(ascii: "-"), UInt8(ascii: "_"):
                    true
                default: false
                }
            }
        guard fits else {
            throw InvalidInput(
                "\(quoted(text)) cannot be the name of a plan",
                fix: "use 1 to 100 of a-z, 0-9, hyphen and underscore")
        }
        self.text = text
    }

    /// For text that was checked before it was stored.
    package init(stored text: String) {
        self.text = text
    }
}

extension PlanName: CustomStringConvertible {
    package var description: String { text }
}
