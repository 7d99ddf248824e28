/// The gzip format (RFC 1952) without compression, which every reader of it takes.
enum Gzip {
    /// - Parameter bytes: at most 65,535, which is one stored block of RFC 1951.
    static func stored(_ bytes: [UInt8]) -> [UInt8] {
        let length = UInt16(clamping: bytes.count)
        let content = bytes.prefix(Int(length))
        let header: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 255]
        let block: [UInt8] = [1] + littleEndian(length) + littleEndian(~length)
        return header + block + content + littleEndian(checksum(content)) + littleEndian(UInt32(length))
    }

    private static func littleEndian<Number: FixedWidthInteger>(_ number: Number) -> [UInt8] {
        withUnsafeBytes(of: number.littleEndian) { Array($0) }
    }

    /// CRC-32 as in RFC 1952, section 8.
    private static func checksum(_ bytes: ArraySlice<UInt8>) -> UInt32 {
        var sum: UInt32 = 0xFFFF_FFFF
        for byte in bytes {
            sum ^= UInt32(byte)
            for _ in 0..<8 { sum = sum & 1 == 1 ? sum >> 1 ^ 0xEDB8_8320 : sum >> 1 }
        }
        return ~sum
    }
}
