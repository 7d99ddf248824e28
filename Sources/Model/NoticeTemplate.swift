/// JSON for a chat system. In its strings `${text}`, `${plan}` and other fields are replaced by what the notice says.
package struct NoticeTemplate: Sendable, Equatable {
    private let pieces: [FieldPiece<Field>]

    package enum Field: String, Sendable, CaseIterable {
        case text, plan, run, uuid, state, trigger, items, succeeded, failed, unknown, skipped, pending, late
        case stopReason = "stop_reason"
    }

    /// - Throws: `InvalidInput` for an unclosed reference or another name.
    package init(_ text: String) throws {
        pieces = try FieldPiece.split(text)
    }

    /// With each reference replaced and escaped, so that it stays inside its string.
    package func filled(_ value: (Field) -> String) -> String {
        pieces.map { piece in
            switch piece {
            case .text(let text): text
            case .field(let field): String(jsonString(value(field)).dropFirst().dropLast())
            }
        }.joined()
    }
}
