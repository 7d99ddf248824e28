/// Text in which `${…}` is replaced by one of several fields, by name; `$${` stands for the characters `${`.
struct Interpolation<Field>: Sendable, Hashable
where Field: RawRepresentable<String> & CaseIterable & Sendable & Hashable {
    private let pieces: [Piece]

    private enum Piece: Sendable, Hashable {
        case text(String)
        case field(Field)
    }

    /// - Throws: `InvalidInput` for an unclosed reference or another name.
    init(_ text: String) throws {
        pieces = try References.split(text).map { piece in
            switch piece {
            case .text(let text): return .text(text)
            case .reference(let name):
                guard let field = Field(rawValue: name) else {
                    let known = Field.allCases.map { "${\($0.rawValue)}" }.joined(separator: ", ")
                    throw InvalidInput(
                        "\(quoted(name)) is not known here", fix: "use \(known), or $${ for the characters")
                }
                return .field(field)
            }
        }
    }

    var isEmpty: Bool { pieces.isEmpty }

    /// Whether it has any field.
    var hasFields: Bool { pieces.contains { if case .field = $0 { true } else { false } } }

    func contains(_ field: Field) -> Bool { pieces.contains(.field(field)) }

    /// The text as it was written.
    var source: String { text(plain: { $0.replacing("${", with: "$${") }, field: { "${\($0.rawValue)}" }) }

    /// - Parameters:
    ///   - plain: what becomes of the text between the fields.
    ///   - field: the text that replaces a field.
    func text(
        plain: (String) -> String = { $0 }, field: (Field) throws -> String
    ) rethrows -> String {
        try pieces.map { piece in
            switch piece {
            case .text(let text): plain(text)
            case .field(let name): try field(name)
            }
        }.joined()
    }
}
