/// A word in a systemd unit. Source: systemd.syntax(7), systemd.unit(5) ("Specifiers"), systemd.service(5).
enum SystemdWord {
    /// For settings that take the rest of the line as it is, except for specifiers.
    static func line(_ text: String) -> String { doubling("%", in: text) }

    /// For lists of words.
    static func quoting(_ text: String) -> String { inQuotes(line(text)) }

    /// For an argument in `ExecStart=`, where `$` begins a variable in quotes too.
    static func argument(_ text: String) -> String { quoting(doubling("$", in: text)) }

    /// For lists of words without specifiers, as `systemd-run --property` takes them.
    static func inQuotes(_ text: String) -> String {
        if text.consists(ofLettersDigitsAnd: "_-./:@+,=%") { return text }
        return "\"" + text.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\\\"") + "\""
    }

    private static func doubling(_ character: Character, in text: String) -> String {
        text.split(separator: character, omittingEmptySubsequences: false).joined(separator: "\(character)\(character)")
    }
}
