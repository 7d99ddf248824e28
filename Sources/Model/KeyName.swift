/// The name of a key within a secret, under Kubernetes' rule for the keys of a Secret's data.
///
/// Sources: Kubernetes API reference, Secret v1 core, `data`: alphanumeric characters, `-`, `_` or `.`; and
/// `IsConfigMapKey` in k8s.io/apimachinery: not `.` or `..`, and not beginning with `..`, because keys become files.
package struct KeyName: Sendable, Hashable {
    package let text: String

    /// - Throws: `InvalidInput` unless `text` matches `[-._a-zA-Z0-9]{1,253}`, and for `.` and what begins with `..`.
    package init(_ text: String) throws {
        let fits = (1...253).contains(text.utf8.count) && text.utf8.allSatisfy(\.isInNames)
        guard fits else {
            throw InvalidInput(
                "\(quoted(text)) cannot be the name of a key",
                fix: "use 1 to 253 letters, digits, hyphens, underscores and dots")
        }
        guard text != ".", !text.hasPrefix("..") else {
            throw InvalidInput(
                "\(quoted(text)) cannot be the name of a key: Kubernetes refuses . and names that begin with ..",
                fix: "give it another name")
        }
        self.text = text
    }

    /// For text that was checked before it was stored.
    package init(stored text: String) {
        self.text = text
    }
}

extension KeyName: CustomStringConvertible {
    package var description: String { text }
}
