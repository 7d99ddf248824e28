import CProcess

#if canImport(Glibc)
    import Glibc
#else
    import Foundation
#endif

/// How many columns of a terminal text takes: a Chinese character two, a combining mark none.
///
/// Hand-written on top of wcwidth(3): the Swift libraries for tables count characters, not columns.
enum TextWidth {
    /// wcwidth(3) knows Unicode only in a locale that does. The other categories stay as they are.
    private static let hasLocale = setlocale(LC_CTYPE, "C.UTF-8") != nil

    static func of(_ text: String) -> Int {
        text.utf8.allSatisfy { $0 < 0x80 } ? text.utf8.count : text.reduce(0) { $0 + of($1) }
    }

    /// As much of the text as fits, with `…` where something is left out.
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

    /// The widest of its scalars, as terminals have it.
    private static func of(_ character: Character) -> Int {
        guard hasLocale else { return 1 }
        if character.unicodeScalars.contains("\u{FE0F}") { return 2 }  // an emoji's presentation
        return character.unicodeScalars.map { max(0, Int(rekey_columns($0.value))) }.max() ?? 0
    }
}
