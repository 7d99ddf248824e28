/// A path or an argument in which `${app_id}`, `${app_name}` and `${secret}` stand for the target's.
///
/// `$${` stands for the characters `${`.
package struct TargetText: Sendable, Hashable {
    private let pieces: [Piece]

    private enum Piece: Sendable, Hashable {
        case text(String)
        case field(Field)
    }

    package enum Field: String, Sendable, CaseIterable {
        case appID = "app_id"
        case appName = "app_name"
        case secret
    }

    /// - Throws: `Refusal` for an unclosed reference or another name.
    package init(_ text: String) throws {
        pieces = try References.split(text).map { piece in
            switch piece {
            case .text(let text): return .text(text)
            case .reference(let name):
                guard let field = Field(rawValue: name) else {
                    let known = Field.allCases.map { "${\($0.rawValue)}" }.joined(separator: ", ")
                    throw Refusal("\(quoted(name)) is not known here", mend: "use \(known), or $${ for the characters")
                }
                return .field(field)
            }
        }
    }

    package var isEmpty: Bool { pieces.isEmpty }

    /// Whether each target has its own.
    package var isPerTarget: Bool { pieces.contains { if case .field = $0 { true } else { false } } }

    package var needsAppName: Bool { pieces.contains(.field(.appName)) }

    /// As the job file has it.
    package var text: String {
        pieces.map { piece in
            switch piece {
            case .text(let text): text.replacing("${", with: "$${")
            case .field(let field): "${\(field.rawValue)}"
            }
        }.joined()
    }

    /// The text where no target is concerned.
    package var plainText: String {
        pieces.map { if case .text(let text) = $0 { text } else { "" } }.joined()
    }

    /// The text for one target.
    /// - Throws: `Refusal` where the app's name is not known.
    package func resolved(for target: Target, appName: String?) throws -> String {
        try pieces.map { piece in
            switch piece {
            case .text(let text): return text
            case .field(.appID): return target.app.text
            case .field(.secret): return target.secret.text
            case .field(.appName):
                // A name that could lead out of its folder is no name: the API's own rule is letters, digits, - and _.
                guard let appName, !appName.contains("/"), ![".", "..", ""].contains(appName) else {
                    throw Refusal(
                        "the name of app \(target.app) is not known", mend: "check that the API lists the app")
                }
                return appName
            }
        }.joined()
    }
}
