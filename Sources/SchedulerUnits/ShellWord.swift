/// A word of a POSIX shell, in quotes where it needs them.
enum ShellWord {
    static func quoting(_ text: String) -> String {
        if text.consists(ofLettersDigitsAnd: "_-./:@+,=") { return text }
        return "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
    }
}
