/// A word for a POSIX shell, quoted if necessary.
enum ShellWord {
    static func quoting(_ text: String) -> String {
        if text.consists(ofLettersDigitsAnd: "_-./:@+,=") { return text }
        return "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
    }
}
