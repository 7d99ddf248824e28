package import Foundation

extension UUID {
    /// A random UUID (RFC 9562, version 4) from the system's generator.
    ///
    /// Foundation's own UUID reads /dev/urandom. If that is missing, or if no more files can be opened, it silently
    /// returns the same UUID each time.
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
