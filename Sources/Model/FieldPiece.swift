/// A part of a text in which `${field}` is replaced by something that is known later.
enum FieldPiece<Field: Sendable & Hashable>: Sendable, Hashable {
    case text(String)
    case field(Field)
}

extension FieldPiece where Field: RawRepresentable<String> & CaseIterable {
    /// - Parameter escape: what the error adds to the names of the fields.
    /// - Throws: `InvalidInput` for an unclosed reference or another name.
    static func split(_ text: String, escape: String = "") throws -> [FieldPiece] {
        try References.split(text).map { piece in
            switch piece {
            case .text(let text): return .text(text)
            case .reference(let name):
                guard let field = Field(rawValue: name) else {
                    let known = Field.allCases.map { "${\($0.rawValue)}" }.joined(separator: ", ")
                    throw InvalidInput("\(quoted(name)) is not known here", fix: "use \(known)\(escape)")
                }
                return .field(field)
            }
        }
    }
}
