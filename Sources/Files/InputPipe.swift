import Synchronization

#if canImport(Glibc)
    import Glibc
#else
    import Foundation
#endif

/// What came through a pipe, which can be read once only: it is read whole, and kept for whoever asks again.
final class InputPipe: Sendable {
    private let bytes: [UInt8]

    private struct ID: Hashable {
        let device: UInt
        let inode: UInt
    }

    /// Behind a lock, because readers on any thread may ask for the same pipe; it is held for a look or an entry.
    private static let known = Mutex<[ID: InputPipe]>([:])

    private static let maxBytes = 64 * 1_048_576
    /// How long a writer may say nothing: somebody may have to type a password for it.
    private static let patienceSeconds = 60
    /// How soon a cancelled task is noticed.
    private static let turnMilliseconds: Int32 = 100

    private init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    static func of(_ descriptor: Int32, device: dev_t, inode: ino_t) throws(InputFileProblem) -> InputPipe {
        let id = ID(device: UInt(device), inode: UInt(inode))
        if let pipe = known.withLock({ $0[id] }) { return pipe }
        let pipe = InputPipe(try readAll(descriptor))
        known.withLock { $0[id] = pipe }
        return pipe
    }

    func copy(from position: Int, into room: UnsafeMutableRawBufferPointer) -> Int {
        let part = bytes[min(position, bytes.count)...].prefix(room.count)
        part.withUnsafeBytes { room.copyMemory(from: $0) }
        return part.count
    }

    private static func readAll(_ descriptor: Int32) throws(InputFileProblem) -> [UInt8] {
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 65_536)
        var silent: Int32 = 0
        while bytes.count <= maxBytes {
            var wait = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            let ready = poll(&wait, 1, turnMilliseconds)
            if Task.isCancelled { throw .cancelled }
            if ready == 0 {
                silent += turnMilliseconds
                guard silent < patienceSeconds * 1_000 else { throw .silent(seconds: patienceSeconds) }
            }
            guard ready > 0 else { continue }
            let count = read(descriptor, &chunk, chunk.count)
            if count < 0, [EINTR, EAGAIN].contains(errno) { continue }
            guard count >= 0 else { throw .unreadable(errno) }
            if count == 0 { return bytes }
            bytes += chunk[..<count]
            silent = 0
        }
        throw .tooLarge(mebibytes: maxBytes / 1_048_576)
    }
}
