package import Foundation

extension UUID {
    /// A random UUID (RFC 9562, version 4) of the system's generator.
    ///
    /// Foundation's own reads /dev/urandom, and where that is missing, or no more files may be opened, it gives the same
    /// one each time without a word.
    /// - Throws: `ValueError.noRandomness`.
    package static func random() throws -> UUID {
        var entropy = EntropyPool()
        var bytes = uuid_t(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
        try withUnsafeMutableBytes(of: &bytes) { room in
            for index in room.indices { room[index] = try entropy.byte() }
            room[6] = room[6] & 0x0f | 0x40
            room[8] = room[8] & 0x3f | 0x80
        }
        return UUID(uuid: bytes)
    }
}
