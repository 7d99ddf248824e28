import Foundation

#if canImport(Glibc)
    import Glibc
#endif

/// A file that is written completely or not at all: it is written beside its path, under an unpredictable name, and
/// then renamed.
package struct ReplacedFile {
    package let path: String

    package init(path: String) {
        self.path = path
    }

    /// Who may read the file.
    package enum Readers {
        /// As the process's umask says; a file that replaces another is not more readable than that one was.
        case asUsual
        /// Everybody, whatever the umask says: another user's program reads it.
        case everybody
    }

    /// Whatever the umask says, only its owner may write to it.
    private static let mode: mode_t = 0o644

    /// - Parameter body: passes the text on, in pieces; if it throws, the existing file stays.
    /// - Throws: `FileNotWritten`, and what `body` throws.
    package func write(_ readers: Readers = .asUsual, _ body: ((String) throws -> Void) throws -> Void) throws {
        var mode = Self.mode
        var status = stat()
        if stat(path, &status) == 0 {
            // A pipe, a terminal or /dev/stdout cannot be replaced by a file.
            guard status.st_mode & S_IFMT == S_IFREG else {
                return try write(to: open(path, O_WRONLY | O_CLOEXEC), body)
            }
            mode &= status.st_mode
        }
        let path = try linkResolved()
        let (passing, descriptor) = try Self.passingFile(beside: path, mode: readers == .everybody ? Self.mode : mode)
        do {
            if readers == .everybody { _ = fchmod(descriptor, Self.mode) }  // if this fails, the umask applies
            try write(to: descriptor, isSynced: true, body)
            guard rename(passing, path) == 0 else { throw FileNotWritten(path: path, code: errno) }
        } catch {
            unlink(passing)
            throw error
        }
    }

    /// If the path is the user's own link, the file that it points to is replaced.
    /// - Throws: `FileNotWritten` for a link of another user: it might point to a file that this user wants to have
    ///   replaced.
    private func linkResolved() throws -> String {
        var status = stat()
        guard lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFLNK else { return path }
        guard status.st_uid == geteuid() || status.st_uid == 0 else { throw FileNotWritten(path: path, code: ELOOP) }
        guard let end = realpath(path, nil) else { return path }
        defer { free(end) }
        return String(cString: end)
    }

    /// A new file, created so that no link is followed.
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
        // The bytes must be on the disk before the name is.
        guard !isSynced || fsync(descriptor) == 0 else { throw FileNotWritten(path: path, code: errno) }
    }
}
