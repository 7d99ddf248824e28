/// How much of a text from outside is examined, and how much of it is kept.
struct Excerpt: Sendable {
    let isEnd: Bool
    let examinedBytes: Int
    /// Less than what is examined: a part of a secret at the cut is too short to be found.
    let keptBytes: Int
    let keptScalars: Int
    /// A secret is searched letter by letter within a stretch of this many bytes per byte of the secret; `nil` searches
    /// the whole text. In a long text without secrets, any letters follow one another at some point.
    let scatter: Int?

    /// The beginning, for messages.
    static let beginning = Excerpt(
        isEnd: false, examinedBytes: 4_096, keptBytes: 3_072, keptScalars: 500, scatter: nil)
    /// The end, for the output of programs.
    static let end = Excerpt(isEnd: true, examinedBytes: 5_120, keptBytes: 4_096, keptScalars: 4_096, scatter: 24)

    func examined(_ text: String) -> [UInt8] {
        let bytes = isEnd ? Array(text.utf8.suffix(examinedBytes)) : Array(text.utf8.prefix(examinedBytes))
        // A character that was cut in two becomes U+FFFD.
        return Array(String(decoding: bytes, as: UTF8.self).utf8)
    }

    /// The part of a line that is kept.
    /// - Parameter examined: how many bytes of text the line was made from.
    func kept(of line: Int, examined: Int) -> Range<Int> {
        guard isEnd else { return 0..<min(line, keptBytes) }
        let isCut = examined >= examinedBytes
        return min(line, max(line - keptBytes, isCut ? examinedBytes - keptBytes : 0))..<line
    }

    /// - Parameter isCut: whether something was left out already.
    func cut(_ text: String, isCut: Bool) -> String {
        guard isEnd else { return VisibleText.cut(text, to: keptScalars) }
        // The last line's end became a space.
        var scalars = text.unicodeScalars[...]
        while scalars.last == " " { scalars.removeLast() }
        while scalars.first == " " { scalars.removeFirst() }
        guard isCut || scalars.count > keptScalars else { return String(scalars) }
        return "…" + String(scalars.suffix(keptScalars - 1))
    }
}
