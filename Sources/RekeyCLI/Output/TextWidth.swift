import CProcess

#if canImport(Glibc)
    import Glibc
#else
    import Foundation
#endif

/// The number of terminal columns of a text: a Chinese character takes two, a combining mark none.
///
/// Hand-written on top of wcwidth(3): the Swift libraries for tables count characters, not columns.
enum TextWidth {
    /// wcwidth(3) supports Unicode only in a Unicode locale, so the category for characters is set. The others stay.
    private static let hasLocale = setlocale(LC_CTYPE, "C.UTF-8") != nil

    static func of(_ text: String) -> Int {
        text.utf8.allSatisfy { $0 < 0x80 } ? text.utf8.count : text.reduce(0) { $0 + of($1) }
    }

    /// As much of the text as fits, with `…` if something is left out.
    static func cut(_ text: String, to columns: Int) -> String {
        guard of(text) > columns else { return text }
        var room = columns - 1
        var kept = ""
        for character in text {
            room -= of(character)
            guard room >= 0 else { break }
            kept.append(character)
        }
        return columns > 0 ? kept + "…" : ""
    }

    /// The width of its widest scalar, as in terminals.
    private static func of(_ character: Character) -> Int {
        guard hasLocale else { return 1 }
        if character.unicodeScalars.contains("\u{FE0F}") { return 2 }  // an emoji's presentation
        return character.unicodeScalars.map { max(0, Int(rekey_columns($0.value))) }.max() ?? 0
    }
}
