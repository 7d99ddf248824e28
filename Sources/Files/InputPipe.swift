import Synchronization

#if canImport(Glibc)
    import Glibc
#else
    import Foundation
#endif

/// The content of a pipe. A pipe can be read only once, so it is read whole and kept for later readers. The fact that
/// nothing came is kept too: a run with many targets must not wait once for each of them.
final class InputPipe: Sendable {
    private let bytes: [UInt8]

    private struct ID: Hashable {
        let device: UInt
        let inode: UInt
    }

    /// Behind a lock, because readers on any thread may ask for the same pipe; it is held for a lookup or an insertion.
    private static let known = Mutex<[ID: Result<InputPipe, InputFileProblem>]>([:])

    private static let maxBytes = 64 * 1_048_576
    /// How long a writer may send nothing: a person may have to type a password for it.
    static let patience: Duration = .seconds(60)
    /// How long a named pipe may have no writer. It is not visible whether there is one, and often none will come.
    static let patienceForWriter: Duration = .seconds(3)
    /// How soon a cancelled task is noticed.
    private static let turnMilliseconds: Int32 = 100

    private init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// - Parameter patience: until the first byte.
    static func of(
        _ descriptor: Int32, device: dev_t, inode: ino_t, patience: Duration
    ) throws(InputFileProblem) -> InputPipe {
        let id = ID(device: UInt(device), inode: UInt(inode))
        if let known = known.withLock({ $0[id] }) { return try known.get() }
        do throws(InputFileProblem) {
            let pipe = InputPipe(try readAll(descriptor, patience))
            known.withLock { $0[id] = .success(pipe) }
            return pipe
        } catch {
            if case .silent = error { known.withLock { $0[id] = .failure(error) } }
            throw error
        }
    }

    func copy(from position: Int, into room: UnsafeMutableRawBufferPointer) -> Int {
        let part = bytes[min(position, bytes.count)...].prefix(room.count)
        part.withUnsafeBytes { room.copyMemory(from: $0) }
        return part.count
    }

    private static func readAll(
        _ descriptor: Int32, _ patienceForFirst: Duration
    ) throws(InputFileProblem) -> [UInt8] {
        var bytes: [UInt8] = []
        var limit = patienceForFirst
        var chunk = [UInt8](repeating: 0, count: 65_536)
        var silent: Duration = .zero
        while bytes.count <= maxBytes {
            var wait = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            let ready = poll(&wait, 1, turnMilliseconds)
            if Task.isCancelled { throw .cancelled }
            if ready == 0 {
                silent += .milliseconds(Int(turnMilliseconds))
                guard silent < limit else { throw .silent(seconds: Int(limit.components.seconds)) }
            }
            guard ready > 0 else { continue }
            let count = read(descriptor, &chunk, chunk.count)
            if count < 0, [EINTR, EAGAIN].contains(errno) { continue }
            guard count >= 0 else { throw .unreadable(errno) }
            if count == 0 { return bytes }
            bytes += chunk[..<count]
            silent = .zero
            limit = patience
        }
        throw .tooLarge(mebibytes: maxBytes / 1_048_576)
    }
}
