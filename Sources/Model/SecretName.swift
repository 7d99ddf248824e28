/// The user-facing name of a secret, one segment of the API's path.
package struct SecretName: Sendable, Hashable {
    package let text: String

    /// - Throws: `InvalidInput` for a name that is empty, longer than 253 characters, or not possible in a path
    ///   segment.
    package init(_ text: String) throws {
        guard !text.isEmpty, text.unicodeScalars.count <= 253 else {
            throw InvalidInput(
                "the secret's name is empty or longer than 253 characters", fix: "write the name that the app shows")
        }
        guard text != ".", text != ".." else {
            throw InvalidInput(
                "\(quoted(text)) cannot be the name of a secret", fix: "write the name that the app shows")
        }
        let barred = text.unicodeScalars.first { scalar in
            scalar.value < 0x20 || scalar.value == 0x7f || scalar == "/" || scalar == "\\"
        }
        if barred != nil || text.first == " " || text.last == " " {
            throw InvalidInput(
                "the secret name \(quoted(text)) has a slash, a control character or a space at an end",
                fix: "write the name that the app shows")
        }
        self.text = text
    }

    /// For text that was checked before it was stored.
    package init(stored text: String) {
        self.text = text
    }
}

extension SecretName: CustomStringConvertible {
    package var description: String { text }
}
