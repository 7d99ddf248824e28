/// Reads bytes one by one and counts the lines.
package struct ByteScanner {
    private let bytes: UnsafeRawBufferPointer
    package private(set) var at = 0
    package private(set) var line = 1

    /// - Parameter bytes: must outlive the scanner.
    package init(_ bytes: UnsafeRawBufferPointer) {
        self.bytes = bytes
    }

    package var next: UInt8? { at < bytes.count ? bytes[at] : nil }

    @discardableResult
    package mutating func take() -> UInt8? {
        guard let byte = next else { return nil }
        at += 1
        if byte == UInt8(ascii: "\n") { line += 1 }
        return byte
    }

    package mutating func take(_ expected: Unicode.Scalar) -> Bool {
        guard next == UInt8(ascii: expected) else { return false }
        take()
        return true
    }

    package mutating func skip(while fits: (UInt8) -> Bool) {
        while let byte = next, fits(byte) { take() }
    }

    /// The bytes from `start` to the scanner's position.
    package func slice(from start: Int) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(rebasing: bytes[start..<at])
    }
}
