#if canImport(Glibc)
    import Glibc
#else
    import Foundation
#endif

/// Keeps a second runner off a database. The kernel drops it with the process, so it cannot go stale.
///
/// An open-file-description lock on a file beside the database (fcntl(2), `F_OFD_SETLK`): unlike flock(2) it can be
/// asked for without being taken, and it never touches the locks that SQLite holds on the database itself.
package struct RunnerLock: ~Copyable {
    private let descriptor: Int32

    // From <fcntl.h> under _GNU_SOURCE, which Swift's Glibc module does not define.
    private static let getLock: Int32 = 36
    private static let setLock: Int32 = 37

    /// Takes the lock, or returns `nil` when another runner has it.
    /// - Throws: `JournalError` when the file cannot be made.
    package static func take(database path: String) throws -> RunnerLock? {
        let file = path + ".lock"
        let descriptor = open(file, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw JournalError(
                .notCreated, "the lock \(file) cannot be made (\(String(cString: strerror(errno)))); check the folder")
        }
        var request = whole(F_WRLCK)
        guard fcntl(descriptor, setLock, &request) == 0 else {
            close(descriptor)
            return nil
        }
        giveToOwner(of: path, descriptor)
        let text = "\(getpid())\n"
        ftruncate(descriptor, 0)
        _ = text.withCString { write(descriptor, $0, strlen($0)) }
        return RunnerLock(descriptor: descriptor)
    }

    /// What root makes, the service whose database it is must be able to open later, as with SQLite's own side files.
    private static func giveToOwner(of database: String, _ descriptor: Int32) {
        var status = stat()
        guard geteuid() == 0, stat(database, &status) == 0 else { return }
        _ = fchown(descriptor, status.st_uid, status.st_gid)  // where it does not work, the next one is told
    }

    /// Whether some process runs on this database at this moment.
    package static func isHeld(database path: String) -> Bool {
        let descriptor = open(path + ".lock", O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        var request = whole(F_RDLCK)
        return fcntl(descriptor, getLock, &request) == 0 && request.l_type != F_UNLCK
    }

    /// The process that says it has the lock, for messages.
    package static func holder(database path: String) -> Int32? {
        let descriptor = open(path + ".lock", O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: 16)
        let got = read(descriptor, &bytes, bytes.count)
        return got > 0 ? Int32(String(decoding: bytes[..<got], as: UTF8.self).prefix { $0.isNumber }) : nil
    }

    /// Lets the next runner in. Letting go of the value, or of the process, does the same.
    package consuming func release() {}

    /// A child that was forked at this moment shares the lock until it becomes another program, so that closing alone
    /// would not be enough.
    deinit {
        var request = Self.whole(F_UNLCK)
        _ = fcntl(descriptor, Self.setLock, &request)  // it fails for a bad descriptor alone, which holds no lock
        close(descriptor)
    }

    private static func whole(_ type: Int32) -> flock {
        flock(l_type: Int16(type), l_whence: Int16(SEEK_SET), l_start: 0, l_len: 0, l_pid: 0)
    }
}
