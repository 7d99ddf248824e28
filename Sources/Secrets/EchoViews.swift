/// The decoded forms of a text: its escapes removed, and its base64, base32, hexadecimal and decimal digits decoded,
/// also nested in one another.
struct EchoViews {
    /// The decoded bytes, without the text itself.
    private(set) var decoded: [[UInt8]] = []
    /// The decoded forms that are text with its escapes removed.
    private(set) var unescaped: [[UInt8]] = []
    /// Set if there is more to decode than any real message has.
    private(set) var isExhausted = false

    private var room: Int
    private static let minRoom = 262_144
    /// Per byte of the text; ordinary text uses less than half of it.
    private static let roomPerByte = 64
    private static let maxDepth = 4
    /// This many readable bytes in a row do not occur by chance.
    private static let minText = 12

    init(of text: [UInt8]) {
        room = max(Self.minRoom, Self.roomPerByte * text.count)
        var waiting: [(text: [UInt8], depth: Int, isText: Bool)] = [(text, 0, true)]
        while let (text, depth, isText) = waiting.popLast() {
            guard depth < Self.maxDepth else {
                isExhausted = true
                return
            }
            if let plain = Unescaping.undone(text) {
                guard take(plain) else { return }
                if isText { unescaped.append(plain) }
                waiting.append((plain, depth + 1, isText))
            }
            for view in Self.digitsRead(text) where view.count >= 4 {
                guard take(view) else { return }
                let readable = Self.readable(view)
                if !readable.isEmpty { waiting.append((readable, depth + 1, false)) }
            }
        }
    }

    private mutating func take(_ view: [UInt8]) -> Bool {
        room -= view.count
        isExhausted = room < 0
        if !isExhausted { decoded.append(view) }
        return !isExhausted
    }

    private static func digitsRead(_ text: [UInt8]) -> [[UInt8]] {
        var views: [[UInt8]] = []
        // A hyphen is a digit of base64url, or separates pieces.
        for digits in [base64, base64Pieces] {
            let sextets = text.compactMap { digits[Int($0)] }
            views += (0..<4).map { grouped(sextets.dropFirst($0), bits: 6) }
        }
        let quintets = text.compactMap { base32[Int($0)] }
        views += (0..<8).map { grouped(quintets.dropFirst($0), bits: 5) }
        let nibbles = hexDigits(text)
        views += (0..<2).map { grouped(nibbles.dropFirst($0), bits: 4) }
        return views + [numbers(text, radix: 10), numbers(text, radix: 8)]
    }

    /// Without the `0x`, `\x` and `%` before each byte.
    private static func hexDigits(_ text: [UInt8]) -> [UInt8] {
        var digits: [UInt8] = []
        for (at, byte) in text.enumerated() {
            guard let digit = Unescaping.digit(byte, radix: 16) else { continue }
            let isPrefix = byte == UInt8(ascii: "0") && at + 1 < text.count && text[at + 1] | 0x20 == UInt8(ascii: "x")
            if !isPrefix { digits.append(UInt8(digit)) }
        }
        return digits
    }

    private static func grouped(_ digits: ArraySlice<UInt8>, bits: Int) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(digits.count * bits / 8 + 1)
        var gathered: UInt32 = 0
        var held = 0
        for digit in digits {
            gathered = gathered << UInt32(bits) | UInt32(digit)
            held += bits
            if held >= 8 {
                held -= 8
                bytes.append(UInt8(truncatingIfNeeded: gathered >> UInt32(held)))
            }
        }
        return bytes
    }

    /// Numbers up to 255 as bytes; a larger number ends a run.
    private static func numbers(_ text: [UInt8], radix: Int) -> [UInt8] {
        var bytes: [UInt8] = []
        var value: Int?
        for byte in text + [UInt8(ascii: " ")] {
            if let digit = Unescaping.digit(byte, radix: radix) {
                value = min(1_000, (value ?? 0) * radix + digit)
            } else if let number = value {
                bytes.append(number < 256 ? UInt8(number) : 0)
                value = nil
            }
        }
        return bytes
    }

    /// The readable stretches, separated by zero bytes.
    private static func readable(_ view: [UInt8]) -> [UInt8] {
        var text: [UInt8] = []
        var start: Int?
        for (at, byte) in (view + [0]).enumerated() {
            let isReadable = (0x20...0x7e).contains(byte) || byte == 0x0a || byte == 0x0d || byte == 0x09
            if isReadable {
                start = start ?? at
            } else if let first = start {
                if at - first >= minText { text += view[first..<at] + [0] }
                start = nil
            }
        }
        return text
    }

    private static let base64 = table(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/", ["-": 62, "_": 63])
    private static let base64Pieces = table("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/", [:])
    private static let base32 = table("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", [:]).enumerated().map { byte, digit in
        digit ?? (Windows.isLower(UInt8(byte)) ? UInt8(byte) - UInt8(ascii: "a") : nil)
    }

    /// The value of a byte as a digit.
    private static func table(_ digits: String, _ more: [Character: UInt8]) -> [UInt8?] {
        var table = [UInt8?](repeating: nil, count: 256)
        for (value, byte) in digits.utf8.enumerated() { table[Int(byte)] = UInt8(value) }
        for (character, value) in more { if let byte = character.asciiValue { table[Int(byte)] = value } }
        return table
    }
}
