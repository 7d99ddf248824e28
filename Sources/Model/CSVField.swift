/// Text as one field of a CSV file (RFC 4180, section 2).
package func csvField(_ text: String) -> String {
    // Scalar by scalar: a quote with a combining mark is another `Character` than a quote, but CSV readers still see a
    // quote.
    guard text.unicodeScalars.contains(where: needsQuotes) else { return text }
    var field = String.UnicodeScalarView("\"".unicodeScalars)
    for scalar in text.unicodeScalars {
        if scalar == "\"" { field.append(scalar) }
        field.append(scalar)
    }
    field.append("\"")
    return String(field)
}

/// The same for a file that people open in a spreadsheet: text that would be a formula there gets an apostrophe in
/// front.
///
/// Source: OWASP, "CSV Injection".
package func csvFieldForPeople(_ text: String) -> String {
    guard let first = text.unicodeScalars.first, ["=", "+", "-", "@", "\t", "\r"].contains(first) else {
        return csvField(text)
    }
    return csvField("'" + text)
}

private func needsQuotes(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case ",", "\"", "\n", "\r", "\u{B}", "\u{C}", "\u{85}", "\u{2028}", "\u{2029}": true
    default: false
    }
}
