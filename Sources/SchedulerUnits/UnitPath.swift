import Model

/// Checks which text may be in a unit at all; each format does its own quoting.
enum UnitPath {
    /// - Throws: `InvalidInput` unless the path is absolute, in its shortest form, and without characters that
    ///   schedulers treat as special even in quotes.
    static func check(_ path: String, of what: String) throws {
        guard path.hasPrefix("/") else {
            throw InvalidInput(
                "the \(what) \(quoted(path)) is not an absolute path", fix: "write the whole path, starting with /")
        }
        try checkText(path, of: what)
        let names = path.dropFirst().split(separator: "/", omittingEmptySubsequences: false)
        guard !names.contains(where: { ["", ".", ".."].contains($0) }) else {
            throw InvalidInput(
                "the \(what) \(quoted(path)) has an empty, . or .. part", fix: "write the path without it")
        }
    }

    /// - Throws: `InvalidInput` for text with control characters, backslashes, or blanks at its ends.
    static func checkText(_ text: String, of what: String) throws {
        let isBroken = text.unicodeScalars.contains { scalar in
            scalar.properties.generalCategory == .control || ["\u{2028}", "\u{2029}", "\\"].contains(scalar)
        }
        guard !isBroken else {
            throw InvalidInput(
                "the \(what) \(quoted(text)) has a line break, a backslash or a control character",
                fix: "write it without them")
        }
        guard let first = text.first, let last = text.last, !first.isWhitespace, !last.isWhitespace else {
            throw InvalidInput("the \(what) \(quoted(text)) is empty or has a blank at an end", fix: "remove the blank")
        }
    }
}
