import Foundation

#if canImport(Glibc)
    import Glibc
#endif

/// A file that is there whole or not at all: written beside its place, under a name that nobody can know before, and
/// moved into it.
package struct ReplacedFile {
    package let path: String

    package init(path: String) {
        self.path = path
    }

    /// Who may read the file.
    package enum Readers {
        /// As the process's umask says; one that takes the place of another is no more open than that was.
        case asUsual
        /// Everybody, whatever the umask says: another user's program reads it.
        case everybody
    }

    /// Whatever the umask says, nobody writes to it but its owner.
    private static let mode: mode_t = 0o644

    /// - Parameter body: Hands over the text, in pieces; where it throws, what was in the place stays.
    /// - Throws: `FileNotWritten`, and what `body` throws.
    package func write(_ readers: Readers = .asUsual, _ body: ((String) throws -> Void) throws -> Void) throws {
        var mode = Self.mode
        var status = stat()
        if stat(path, &status) == 0 {
            // What is no file cannot be replaced by one: a pipe, a terminal, /dev/stdout.
            guard status.st_mode & S_IFMT == S_IFREG else {
                return try write(to: open(path, O_WRONLY | O_CLOEXEC), body)
            }
            mode &= status.st_mode
        }
        let path = try linkResolved()
        let (passing, descriptor) = try Self.passingFile(beside: path, mode: readers == .everybody ? Self.mode : mode)
        do {
            if readers == .everybody { _ = fchmod(descriptor, Self.mode) }  // where it cannot be, the umask has its say
            try write(to: descriptor, isSynced: true, body)
            guard rename(passing, path) == 0 else { throw FileNotWritten(path: path, code: errno) }
        } catch {
            unlink(passing)
            throw error
        }
    }

    /// Of the user's own link it is the end that counts.
    /// - Throws: `FileNotWritten` for a link that another user made: it leads to what that user wants to be replaced.
    private func linkResolved() throws -> String {
        var status = stat()
        guard lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFLNK else { return path }
        guard status.st_uid == geteuid() || status.st_uid == 0 else { throw FileNotWritten(path: path, code: ELOOP) }
        guard let end = realpath(path, nil) else { return path }
        defer { free(end) }
        return String(cString: end)
    }

    /// A new file that no link leads to.
    private static func passingFile(beside path: String, mode: mode_t) throws -> (path: String, descriptor: Int32) {
        let folder = path.lastIndex(of: "/").map { path[...$0] } ?? ""
        for _ in 0..<16 {
            let passing = "\(folder).rekey-\(String(UInt64.random(in: 0 ... .max), radix: 36)).part"
            let descriptor = open(passing, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode)
            if descriptor >= 0 { return (passing, descriptor) }
            guard errno == EEXIST else { throw FileNotWritten(path: path, code: errno) }
        }
        throw FileNotWritten(path: path, code: EEXIST)
    }

    private func write(
        to descriptor: Int32, isSynced: Bool = false, _ body: ((String) throws -> Void) throws -> Void
    ) throws {
        guard descriptor >= 0 else { throw FileNotWritten(path: path, code: errno) }
        let file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        try body { text in
            do {
                try file.write(contentsOf: Data(text.utf8))
            } catch {
                throw FileNotWritten(path: path, code: errno)
            }
        }
        // Its name must not be on the disk before its bytes are.
        guard !isSynced || fsync(descriptor) == 0 else { throw FileNotWritten(path: path, code: errno) }
    }
}
