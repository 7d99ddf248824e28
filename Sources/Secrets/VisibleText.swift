/// Text that is safe on one line of a terminal, a table or the record.
package enum VisibleText {
    /// Characters that move a cursor, break a line, change the writing direction or are invisible are removed: controls
    /// and white space become spaces, invisible characters are dropped, and undefined characters become U+FFFD.
    package static func line(_ text: String) -> String {
        // Most text is plain, and there are many rows.
        if text.utf8.allSatisfy({ (0x20...0x7e).contains($0) }) { return text }
        var line = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            if let shown = shown(scalar) { line.append(shown) }
        }
        return String(line)
    }

    /// The same, but lines and tabs stay: for a quoted field.
    package static func block(_ text: String) -> String {
        if text.utf8.allSatisfy({ (0x20...0x7e).contains($0) }) { return text }
        var block = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            let kept = ["\n", "\r", "\t"].contains(scalar) ? scalar : shown(scalar)
            if let kept { block.append(kept) }
        }
        return String(block)
    }

    /// The first scalars of a text, with `…` if something is left out. Scalars are counted instead of characters: one
    /// character can have any number of combining marks.
    package static func cut(_ text: String, to maximum: Int) -> String {
        let scalars = text.unicodeScalars
        guard let end = scalars.index(scalars.startIndex, offsetBy: maximum, limitedBy: scalars.endIndex),
            end < scalars.endIndex
        else { return text }
        return String(scalars[..<scalars.index(before: end)]) + "…"
    }

    /// - Returns: `nil` for an invisible scalar.
    private static func shown(_ scalar: Unicode.Scalar) -> Unicode.Scalar? {
        if (0x20...0x7e).contains(scalar.value) { return scalar }
        let properties = scalar.properties
        switch properties.generalCategory {
        case .control, .lineSeparator, .paragraphSeparator, .spaceSeparator: return " "
        case .format: return nil
        case .unassigned, .privateUse, .surrogate: return properties.isDefaultIgnorableCodePoint ? nil : "\u{FFFD}"
        default: return properties.isDefaultIgnorableCodePoint ? nil : scalar
        }
    }
}
