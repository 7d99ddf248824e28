import Secrets

/// A path or an argument in which `${app_id}`, `${app_name}` and `${secret}` are replaced by the target's.
///
/// `$${` stands for the characters `${`.
package struct TargetText: Sendable, Hashable {
    private let content: Interpolation<Field>

    package enum Field: String, Sendable, CaseIterable {
        case appID = "app_id"
        case appName = "app_name"
        case secret
    }

    /// - Throws: `InvalidInput` for an unclosed reference or another name.
    package init(_ text: String) throws { content = try Interpolation(text) }

    package var isEmpty: Bool { content.isEmpty }

    /// Whether the text differs between targets.
    package var isPerTarget: Bool { content.hasFields }

    package var needsAppName: Bool { content.contains(.appName) }

    /// As it is written in a job file.
    package var text: String { content.source }

    /// The text if no target is involved.
    package var plainText: String { content.text { _ in "" } }

    /// The text for one target.
    /// - Throws: `InvalidInput` if the app's name is not known or not unique, or if a name could be taken for an option
    ///   of a program or lead out of a folder.
    package func resolved(for target: Target, appName: String?) throws -> String {
        try content.text { field in
            switch field {
            case .appID: return target.app.text
            case .secret:
                guard Self.isHarmless(target.secret.text) else {
                    throw InvalidInput(
                        "the secret name \(quoted(target.secret.text)) does not begin with a letter or digit, or has a "
                            + "control character, so it cannot stand for ${secret}",
                        fix: "write the path or argument without it")
                }
                return target.secret.text
            case .appName:
                guard let name = appName.flatMap(AppName.init) else {
                    throw InvalidInput(
                        "${app_name} is not known for app \(target.app): the API does not list the app, another app "
                            + "has the same name, or the name does not begin with a letter or digit or has other "
                            + "characters than letters, digits, -, _ and .",
                        fix: "use ${app_id}, or rename the app")
                }
                return name.text
            }
        }
    }

    /// Whether a secret's name is safe in any position: not an option of a program and not a hidden file.
    private static func isHarmless(_ name: String) -> Bool {
        guard let first = name.unicodeScalars.first,
            first.properties.isAlphabetic || first.properties.numericType != nil
        else { return false }
        return VisibleText.line(name) == name
    }
}
