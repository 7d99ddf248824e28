import Foundation

#if canImport(Glibc)
    import Glibc
#endif

/// Which columns of a table are shown, and how wide.
///
/// Without a terminal, all columns are shown in full width.
///
/// Hand-written: table libraries build the whole table first, while rows here are printed as they are read.
struct TableLayout {
    let widths: [Int]
    /// Indices of the columns.
    let shown: [Int]
    /// For each column, whether text that is too wide is cut. A program that reads a table gets the whole text.
    let isCut: [Bool]

    /// No column is cut below this width if there is another way: an app's id stays whole, so that it can be copied.
    private static let minWidth = 36
    private static let smallestWidth = 8

    /// The width for a column that is not cut: the text continues on the terminal's next line.
    private static let start = 20

    /// - Parameters:
    ///   - ifFilled: columns that are left out if they are empty in every row.
    ///   - sentences: columns that are never cut, because the end of a sentence says what to do.
    init(
        columns: [String], rows: [[String]], dispensable: [String], ifFilled: [String] = [],
        sentences: [String] = [], room: Int? = Self.terminal
    ) {
        var widths = columns.indices.map { index in
            max(TextWidth.of(columns[index]), rows.map { TextWidth.of($0[index]) }.max() ?? 0)
        }
        var shown = columns.indices.filter { index in
            !ifFilled.contains(columns[index]) || rows.contains { !$0[index].isEmpty }
        }
        let isSentence = columns.map(sentences.contains)
        if let room {
            for index in columns.indices where isSentence[index] { widths[index] = min(widths[index], Self.start) }
            let whole = { (shown: [Int], widths: [Int]) in shown.reduce(2 * (shown.count - 1)) { $0 + widths[$1] } }
            // A column that can be cut counts with its minimum width.
            let needed = { (shown: [Int]) in whole(shown, widths.map { min($0, Self.minWidth) }) }
            for name in dispensable where needed(shown) > room { shown.removeAll { columns[$0] == name } }
            for minWidth in [Self.minWidth, Self.smallestWidth] {
                while whole(shown, widths) > room, let widest = shown.max(by: { widths[$0] < widths[$1] }),
                    widths[widest] > minWidth
                {
                    widths[widest] = max(minWidth, widths[widest] - (whole(shown, widths) - room))
                }
            }
        }
        self.widths = widths
        self.shown = shown
        isCut = isSentence.map { !$0 && room != nil }
    }

    private static var terminal: Int? {
        var size = winsize()
        guard isatty(STDOUT_FILENO) == 1, ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else {
            return nil
        }
        return Int(size.ws_col)
    }
}
