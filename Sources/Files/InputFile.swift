#if canImport(Glibc)
    import Glibc
#else
    import Foundation
#endif

/// A file that is read from its beginning, and that cannot block the program forever.
///
/// A folder, a device or a socket is refused before its first byte is read, because reading it might never end. Pipes
/// are read once, with a time limit (see `InputPipe`): standard input, files that a shell hands over (`-`,
/// `/dev/stdin`, `<(program)`), and named pipes, through which some tools hand out files that are never on a disk.
package final class InputFile {
    package let descriptor: Int32
    private let pipe: InputPipe?
    private var position = 0

    /// Whether a path means standard input.
    package static func isStandardInput(_ path: String) -> Bool { path == "-" }

    /// - Parameter path: `-` for standard input.
    /// - Throws: `InputFileProblem`.
    package init(_ path: String) throws(InputFileProblem) {
        let opened =
            Self.isStandardInput(path)
            ? fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, STDERR_FILENO + 1)
            : open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
        guard opened >= 0 else { throw .unreadable(errno) }
        do throws(InputFileProblem) {
            pipe = try Self.pipe(opened, isHandedOver: Self.isHandedOver(path))
        } catch {
            close(opened)
            throw error
        }
        descriptor = opened
        try skipMark()
    }

    /// Skips a byte-order mark: it describes the encoding and is not part of the text.
    private func skipMark() throws(InputFileProblem) {
        let start = UnsafeMutableRawBufferPointer.allocate(byteCount: 3, alignment: 1)
        defer { start.deallocate() }
        var count = 0
        while count < 3 {
            let next = try read(into: UnsafeMutableRawBufferPointer(rebasing: start[count...]))
            if next == 0 { break }
            count += next
        }
        position = count == 3 && start.elementsEqual([0xEF, 0xBB, 0xBF]) ? 3 : 0
        start.initializeMemory(as: UInt8.self, repeating: 0)
    }

    deinit { close(descriptor) }

    /// Fills `room` with the next bytes. - Returns: how many bytes; 0 at the end.
    /// - Throws: `InputFileProblem`.
    package func read(into room: UnsafeMutableRawBufferPointer) throws(InputFileProblem) -> Int {
        if let pipe {
            let count = pipe.copy(from: position, into: room)
            position += count
            return count
        }
        while true {
            let count = pread(descriptor, room.baseAddress, room.count, off_t(position))
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw .unreadable(errno) }
            position += count
            return count
        }
    }

    /// A whole file. - Returns: at most `maximum` bytes plus one; the extra byte shows that the file is larger.
    /// - Throws: `InputFileProblem`.
    package static func contents(of path: String, maximum: Int = .max - 1) throws(InputFileProblem) -> [UInt8] {
        let file = try InputFile(path)
        var bytes: [UInt8] = []
        let chunk = UnsafeMutableRawBufferPointer.allocate(byteCount: 65_536, alignment: 16)
        defer { chunk.deallocate() }
        while bytes.count <= maximum {
            let count = try file.read(into: chunk)
            if count == 0 { break }
            bytes += chunk[..<count]
        }
        return Array(bytes.prefix(maximum + 1))
    }

    /// Whether the path is an existing, readable, regular file: files that a library reads by itself must be like that.
    package static func isRegular(_ path: String) -> Bool {
        var status = stat()
        return access(path, R_OK) == 0 && stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
    }

    // MARK: Kinds

    /// Paths with which a shell, or another program that starts rekey, hands over an open file.
    package static func isHandedOver(_ path: String) -> Bool {
        isStandardInput(path) || path == "/dev/stdin"
            || ["/dev/fd/", "/proc/self/fd/"].contains { path.hasPrefix($0) }
    }

    /// - Returns: `nil` for a regular file.
    private static func pipe(_ descriptor: Int32, isHandedOver: Bool) throws(InputFileProblem) -> InputPipe? {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw .unreadable(errno) }
        switch status.st_mode & S_IFMT {
        case S_IFREG: return nil
        case S_IFIFO where isHandedOver, S_IFSOCK where isHandedOver,
            S_IFCHR where isHandedOver && isatty(descriptor) == 1:
            return try InputPipe.of(
                descriptor, device: status.st_dev, inode: status.st_ino, patience: InputPipe.patience)
        case S_IFIFO:
            return try InputPipe.of(
                descriptor, device: status.st_dev, inode: status.st_ino, patience: InputPipe.patienceForWriter)
        case S_IFDIR: throw .notRegular(kind: "a folder")
        case S_IFSOCK: throw .notRegular(kind: "a socket")
        default: throw .notRegular(kind: "a device")
        }
    }
}
