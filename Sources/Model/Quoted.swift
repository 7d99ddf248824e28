/// Text from outside as it may stand in a message: in quotes, cut at 60 characters, without control characters.
package func quoted(_ text: String) -> String {
    let shown = text.unicodeScalars.prefix(60).map { scalar in
        scalar.value < 0x20 || scalar.value == 0x7f ? "\u{FFFD}" : String(scalar)
    }
    return "\"" + shown.joined() + (text.unicodeScalars.count > 60 ? "…" : "") + "\""
}
