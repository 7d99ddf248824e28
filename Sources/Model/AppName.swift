/// The name of an app, where it is one that may stand in a path and in an argument of a program.
package struct AppName: Sendable, Hashable {
    package let text: String

    /// - Returns: `nil` unless the name is letters, digits, `-`, `_` and `.`, and begins with a letter or digit. The API's
    ///   own names are so; another one could lead out of its folder or be an option.
    package init?(_ text: String) {
        guard (1...253).contains(text.utf8.count), text.utf8.allSatisfy(\.isInNames),
            text.utf8.first?.isLetterOrDigit == true
        else { return nil }
        self.text = text
    }
}
