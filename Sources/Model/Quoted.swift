import Secrets

/// Text from outside, made safe for a message: in quotes, on one line, cut at 60 characters.
package func quoted(_ text: String) -> String {
    let scalars = text.unicodeScalars
    // Only this much is examined: a text can have any length.
    let shown = VisibleText.line(String(scalars.prefix(60).map { isControl($0) ? "\u{FFFD}" : Character($0) }))
    return "\"" + shown + (scalars.dropFirst(60).isEmpty ? "" : "…") + "\""
}

private func isControl(_ scalar: Unicode.Scalar) -> Bool { scalar.value < 0x20 || (0x7f...0x9f).contains(scalar.value) }
