/// Windows of eight bytes, as numbers: two texts with a common window have a common part.
enum Windows {
    /// A text that shares this many bytes in a row with a secret contains a part of it.
    static let size = 8

    /// The value of a byte when only ASCII letters and digits are compared, letters in lower case; 0 for all other
    /// bytes. Letters beyond ASCII are left out, because their upper and lower case have different bytes.
    static let folded: [UInt8] = (0...255).map { byte in
        let byte = UInt8(byte)
        if isUpper(byte) { return byte | 0x20 }
        return isDigit(byte) || isLower(byte) ? byte : 0
    }

    /// The same with each letter rotated by 13 places.
    private static let rotated: [UInt8] = folded.map { byte in
        isLower(byte) ? (byte - UInt8(ascii: "a") + 13) % 26 + UInt8(ascii: "a") : byte
    }

    /// Each window of consecutive bytes, with letters in lower case.
    /// - Parameter body: gets the window and the index of its last byte.
    @inline(__always)
    static func forEach(of bytes: UnsafeRawBufferPointer, _ body: (UInt64, _ last: Int) -> Void) {
        var window: UInt64 = 0
        for (at, byte) in bytes.enumerated() {
            window = window << 8 | UInt64(isUpper(byte) ? byte | 0x20 : byte)
            if at + 1 >= size { body(window, at) }
        }
    }

    /// Each window of letters and digits, whatever is between them; a zero byte ends a run.
    /// - Parameter body: gets the window, the same rotated by 13, and the index of its last byte.
    @inline(__always)
    static func forEachFolded(
        of bytes: UnsafeRawBufferPointer, _ body: (UInt64, _ rotated: UInt64, _ last: Int) -> Void
    ) {
        var window: UInt64 = 0
        var turned: UInt64 = 0
        var length = 0
        folded.withUnsafeBufferPointer { folded in
            rotated.withUnsafeBufferPointer { rotated in
                for (at, byte) in bytes.enumerated() {
                    if byte == 0 { length = 0 }
                    let kept = folded[Int(byte)]
                    guard kept != 0 else { continue }
                    window = window << 8 | UInt64(kept)
                    turned = turned << 8 | UInt64(rotated[Int(byte)])
                    length += 1
                    if length >= size { body(window, turned, at) }
                }
            }
        }
    }

    static func isUpper(_ byte: UInt8) -> Bool { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) }
    static func isLower(_ byte: UInt8) -> Bool { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) }
    static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
}
