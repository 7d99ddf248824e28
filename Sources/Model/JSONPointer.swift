/// A position in a JSON document: RFC 6901.
package struct JSONPointer: Sendable, Hashable {
    package let text: String
    package let tokens: [String]

    /// - Throws: `InvalidInput`.
    package init(_ text: String) throws {
        guard text.isEmpty || text.hasPrefix("/") else {
            throw InvalidInput(
                "\(quoted(text)) does not begin with a slash", fix: "write it like /data/data (RFC 6901)")
        }
        let parts = text.split(separator: "/", omittingEmptySubsequences: false).dropFirst()
        tokens = try parts.map { part in
            let isEscaped = part.split(separator: "~", omittingEmptySubsequences: false).dropFirst()
                .allSatisfy { $0.hasPrefix("0") || $0.hasPrefix("1") }
            guard isEscaped else {
                throw InvalidInput(
                    "\(quoted(text)) has a ~ that does not begin an escape", fix: "write ~0 for ~ and ~1 for /")
            }
            return String(part).replacing("~1", with: "/").replacing("~0", with: "~")
        }
        self.text = text
    }
}
