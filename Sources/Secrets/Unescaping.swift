/// Removes the escapes of URLs, JSON, XML and mail from a text; anything else stays as it is.
struct Unescaping {
    private let text: [UInt8]
    private var at = 0
    private var result: [UInt8] = []

    private init(_ text: [UInt8]) {
        self.text = text
        result.reserveCapacity(text.count)
    }

    /// - Returns: `nil` if there is nothing to unescape.
    static func undone(_ text: [UInt8]) -> [UInt8]? {
        guard
            text.contains(where: {
                $0 == UInt8(ascii: "%") || $0 == UInt8(ascii: "\\") || $0 == UInt8(ascii: "&")
                    || $0 == UInt8(ascii: "=")
            })
        else { return nil }
        var unescaping = Unescaping(text)
        while unescaping.at < text.count { unescaping.step() }
        return unescaping.result == text ? nil : unescaping.result
    }

    private mutating func step() {
        let byte = text[at]
        switch byte {
        case UInt8(ascii: "%"), UInt8(ascii: "="): if takeHex(after: 1, digits: 2) { return }
        case UInt8(ascii: "\\"): if takeBackslash() { return }
        case UInt8(ascii: "&"): if takeEntity() { return }
        default: break
        }
        result.append(byte)
        at += 1
    }

    /// `%41`, `=41`, `\x41`, `\u0041`.
    private mutating func takeHex(after start: Int, digits: Int) -> Bool {
        guard let value = number(from: at + start, digits: digits, radix: 16) else { return false }
        append(value, isByte: digits == 2)
        at += start + digits
        return true
    }

    private mutating func takeBackslash() -> Bool {
        guard at + 1 < text.count else { return false }
        let next = text[at + 1]
        switch next {
        case UInt8(ascii: "u"), UInt8(ascii: "U"):
            if at + 2 < text.count, text[at + 2] == UInt8(ascii: "{") { return takeBraces(from: at + 3) }
            return takeHex(after: 2, digits: 8) || takeHex(after: 2, digits: 4)
        case UInt8(ascii: "x"), UInt8(ascii: "X"): return takeHex(after: 2, digits: 2)
        case UInt8(ascii: "0")...UInt8(ascii: "7"):
            for digits in [3, 2] {
                guard let value = number(from: at + 1, digits: digits, radix: 8), value < 256 else { continue }
                append(value, isByte: true)
                at += 1 + digits
                return true
            }
            return false
        case UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
            result.append(next == UInt8(ascii: "n") ? 10 : next == UInt8(ascii: "r") ? 13 : 9)
        default: result.append(next)
        }
        at += 2
        return true
    }

    /// `\u{41}`.
    private mutating func takeBraces(from start: Int) -> Bool {
        guard let end = text[start...].prefix(9).firstIndex(of: UInt8(ascii: "}")), end > start,
            let value = number(from: start, digits: end - start, radix: 16)
        else { return false }
        append(value, isByte: false)
        at = end + 1
        return true
    }

    /// `&#65;`, `&#x41;`, `&amp;` and similar; the semicolon may be missing after a number, as in browsers.
    private mutating func takeEntity() -> Bool {
        let names: [(StaticString, UInt8)] = [
            ("amp;", 0x26), ("lt;", 0x3c), ("gt;", 0x3e), ("quot;", 0x22), ("apos;", 0x27),
        ]
        for (name, byte) in names where matches(name, from: at + 1) {
            result.append(byte)
            at += 1 + name.utf8CodeUnitCount
            return true
        }
        guard at + 2 < text.count, text[at + 1] == UInt8(ascii: "#") else { return false }
        let isHex = text[at + 2] | 0x20 == UInt8(ascii: "x")
        let start = at + (isHex ? 3 : 2)
        var end = start
        while end < text.count, end - start < 8, Self.digit(text[end], radix: isHex ? 16 : 10) != nil { end += 1 }
        guard let value = number(from: start, digits: end - start, radix: isHex ? 16 : 10) else { return false }
        append(value, isByte: false)
        at = end < text.count && text[end] == UInt8(ascii: ";") ? end + 1 : end
        return true
    }

    private func matches(_ name: StaticString, from start: Int) -> Bool {
        start + name.utf8CodeUnitCount <= text.count
            && (0..<name.utf8CodeUnitCount).allSatisfy { text[start + $0] == name.utf8Start[$0] }
    }

    private func number(from start: Int, digits: Int, radix: Int) -> Int? {
        guard digits > 0, start + digits <= text.count else { return nil }
        var value = 0
        for place in start..<(start + digits) {
            guard let digit = Self.digit(text[place], radix: radix) else { return nil }
            value = value * radix + digit
        }
        return value
    }

    /// - Parameter isByte: whether it is one byte of UTF-8 instead of a scalar.
    private mutating func append(_ value: Int, isByte: Bool) {
        if isByte { return result.append(UInt8(truncatingIfNeeded: value)) }
        guard let scalar = Unicode.Scalar(UInt32(truncatingIfNeeded: value)) else { return result.append(0) }
        result += Array(String(scalar).utf8)
    }

    static func digit(_ byte: UInt8, radix: Int) -> Int? {
        let value: Int
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): value = Int(byte - UInt8(ascii: "0"))
        case UInt8(ascii: "a")...UInt8(ascii: "f"): value = Int(byte - UInt8(ascii: "a")) + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): value = Int(byte - UInt8(ascii: "A")) + 10
        default: return nil
        }
        return value < radix ? value : nil
    }
}
