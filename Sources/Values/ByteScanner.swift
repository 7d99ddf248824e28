/// Reads bytes one by one and counts the lines.
struct ByteScanner {
    private let bytes: UnsafeRawBufferPointer
    private(set) var at = 0
    private(set) var line = 1

    /// - Parameter bytes: must outlive the scanner.
    init(_ bytes: UnsafeRawBufferPointer) {
        self.bytes = bytes
    }

    var next: UInt8? { at < bytes.count ? bytes[at] : nil }

    @discardableResult
    mutating func take() -> UInt8? {
        guard let byte = next else { return nil }
        at += 1
        if byte == UInt8(ascii: "\n") { line += 1 }
        return byte
    }

    mutating func take(_ expected: Unicode.Scalar) -> Bool {
        guard next == UInt8(ascii: expected) else { return false }
        take()
        return true
    }

    mutating func skip(while fits: (UInt8) -> Bool) {
        while let byte = next, fits(byte) { take() }
    }

    /// The bytes from `start` to the scanner's position.
    func slice(from start: Int) -> UnsafeRawBufferPointer { UnsafeRawBufferPointer(rebasing: bytes[start..<at]) }
}
