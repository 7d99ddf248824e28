/// The name of an app that is safe in a path and as an argument of a program.
package struct AppName: Sendable, Hashable {
    package let text: String

    /// - Returns: `nil` unless the name has only letters, digits, `-`, `_` and `.`, and begins with a letter or digit.
    ///   The API's own names are like that. Another name could lead out of its folder or be taken for an option.
    package init?(_ text: String) {
        guard (1...253).contains(text.utf8.count), text.utf8.allSatisfy(\.isInNames),
            text.utf8.first?.isLetterOrDigit == true
        else { return nil }
        self.text = text
    }
}
