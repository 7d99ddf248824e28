/// Text with `${…}` in it, split into its parts; `$${` stands for the characters `${`.
enum References {
    enum Piece {
        case text(String)
        /// The text between the braces.
        case reference(String)
    }

    /// - Throws: `InvalidInput` for a reference that is not closed.
    static func split(_ text: String) throws -> [Piece] {
        var pieces: [Piece] = []
        var plain = ""
        var rest = Substring(text)
        while let dollar = rest.firstIndex(of: "$") {
            plain += rest[..<dollar]
            rest = rest[dollar...]
            if rest.hasPrefix("$${") {
                plain += "${"
                rest = rest.dropFirst(3)
            } else if rest.hasPrefix("${") {
                guard let end = rest.firstIndex(of: "}") else {
                    throw InvalidInput("the reference at \(quoted(String(rest))) is not closed", fix: "close it with }")
                }
                if !plain.isEmpty { pieces.append(.text(plain)) }
                plain = ""
                pieces.append(.reference(String(rest[..<end].dropFirst(2))))
                rest = rest[rest.index(after: end)...]
            } else {
                plain += "$"
                rest = rest.dropFirst()
            }
        }
        plain += rest
        if !plain.isEmpty { pieces.append(.text(plain)) }
        return pieces
    }
}
