import Foundation

#if canImport(Glibc)
    import Glibc
#endif

/// The last line of a terminal, which is rewritten in place.
final class Screen {
    /// Coloured or plain, piece by piece: a colour code must not be cut at the edge.
    struct Piece {
        let text: String
        var ink: TextStyle.Colour?

        init(_ text: String, _ ink: TextStyle.Colour? = nil) {
            self.text = text
            self.ink = ink
        }
    }

    let isTerminal: Bool
    private let ink: TextStyle
    /// The number of columns of the present text.
    private var shown = 0

    init(ink: TextStyle) {
        // A log of JSON objects has no line that is rewritten.
        isTerminal = isatty(STDERR_FILENO) == 1 && StandardError.format == .text
        self.ink = ink
    }

    /// The number of columns of the terminal; it may change at any time.
    static var width: Int {
        var size = winsize()
        return ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0 ? Int(size.ws_col) : 80
    }

    func replace(_ pieces: [Piece]) {
        // Writing to the last column makes some terminals begin a new line.
        var room = max(10, Self.width - 1)
        var line = erasing
        var columns = 0
        for piece in pieces where room > 0 {
            let text = TextWidth.cut(piece.text, to: room)
            let width = TextWidth.of(text)
            room -= width
            columns += width
            line += piece.ink.map { ink.paint(text, $0) } ?? text
        }
        StandardError.write(line)
        shown = columns
    }

    func clear() {
        if shown > 0 { StandardError.write(erasing) }
        shown = 0
    }

    /// A terminal that was made narrower has broken the line into several.
    private var erasing: String {
        let rows = shown > 0 ? (shown - 1) / max(1, Self.width) : 0
        return "\r" + (rows > 0 ? "\u{1B}[\(rows)A" : "") + "\u{1B}[J"
    }
}
