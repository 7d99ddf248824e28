/// JSON may write a character above U+FFFF as two escapes (RFC 8259, section 7); YAML does not support such pairs.
enum SurrogatePairs {
    /// The same JSON with each pair replaced by its character.
    static func joined(_ json: String) -> String {
        guard json.contains(/\\u[dD][89abAB]/) else { return json }
        return json.replacing(/\\u([dD][89abAB][0-9a-fA-F]{2})\\u([dD][c-fC-F][0-9a-fA-F]{2})/) { match in
            guard let high = UInt32(match.1, radix: 16), let low = UInt32(match.2, radix: 16),
                let scalar = Unicode.Scalar(0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00))
            else { return String(match.0) }
            return String(Character(scalar))
        }
    }
}
