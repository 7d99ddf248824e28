#if canImport(Glibc)
    import Glibc
#else
    import Foundation
#endif

/// The file `.lock` beside a database: its first line is the process that runs on it, the second is the witness.
///
/// It stays where it is when nobody runs. SQLite knows nothing of it, so it may be opened and closed at any time.
struct LockFile: Sendable {
    let path: String
    private let descriptor: Int32

    private static let getLock: Int32 = 36
    private static let setLock: Int32 = 37
    private static let maxBytes = 1_024

    static func path(beside database: String) -> String { database + ".lock" }

    /// Makes the file where there is none, locks it, and writes this process's number into it.
    /// - Returns: `nil` when another process has it.
    /// - Throws: `JournalError` when the file cannot be made.
    static func take(beside database: String) throws -> LockFile? {
        let path = path(beside: database)
        let descriptor = open(path, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw JournalError(
                .notCreated, "the lock \(path) cannot be made (\(String(cString: strerror(errno)))); check the folder")
        }
        var request = whole(F_WRLCK)
        guard fcntl(descriptor, setLock, &request) == 0 else {
            Glibc.close(descriptor)
            return nil
        }
        giveToOwner(of: database, descriptor)
        let file = LockFile(path: path, descriptor: descriptor)
        _ = file.write(witness: witness(descriptor))  // the number is for messages alone
        return file
    }

    /// What root makes, the service whose database it is must be able to open later, as with SQLite's own side files.
    private static func giveToOwner(of database: String, _ descriptor: Int32) {
        var status = stat()
        guard geteuid() == 0, stat(database, &status) == 0 else { return }
        _ = fchown(descriptor, status.st_uid, status.st_gid)  // where it does not work, the next one reports it
    }

    /// A child that was forked at this moment shares the open file until it becomes another program, so that closing
    /// alone would not be enough.
    func close() {
        var request = Self.whole(F_UNLCK)
        _ = fcntl(descriptor, Self.setLock, &request)  // it fails for a bad descriptor alone, which holds no lock
        Glibc.close(descriptor)
    }

    /// Whether the file still has its name.
    var isInPlace: Bool {
        var own = stat()
        var named = stat()
        return fstat(descriptor, &own) == 0 && lstat(path, &named) == 0
            && OpenDatabases.Key(own) == OpenDatabases.Key(named)
    }

    // MARK: The text

    /// Keeps the witness durably: when this returns it survives a power loss.
    /// - Throws: `JournalError`.
    func keep(_ witness: Witness) throws {
        guard write(witness: witness), fdatasync(descriptor) == 0 else {
            throw JournalError(
                .failed,
                "\(path) cannot be written (\(String(cString: strerror(errno)))); make room or check the disk, then `rekey "
                    + "resume`")
        }
    }

    /// In one call and within one block of a disk, in place: a crash leaves the old text or the new one, and a text that is
    /// neither says nothing, because its checksum does not fit.
    private func write(witness: Witness?) -> Bool {
        let text = "\(getpid())\n" + (witness.map { $0.line + "\n" } ?? "")
        let count = text.utf8.count
        return text.withCString { pwrite(descriptor, $0, count, 0) } == count && ftruncate(descriptor, count) == 0
    }

    /// What the file beside a database testifies, if anything.
    static func witness(beside database: String) -> Witness? {
        let descriptor = open(path(beside: database), O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { Glibc.close(descriptor) }
        return witness(descriptor)
    }

    private static func witness(_ descriptor: Int32) -> Witness? {
        let lines = text(descriptor).split(separator: "\n")
        return lines.count > 1 ? Witness(line: String(lines[1])) : nil
    }

    static func process(beside database: String) -> Int32? {
        let descriptor = open(path(beside: database), O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { Glibc.close(descriptor) }
        return Int32(text(descriptor).prefix { $0.isNumber })
    }

    private static func text(_ descriptor: Int32) -> String {
        var bytes = [UInt8](repeating: 0, count: maxBytes)
        let got = pread(descriptor, &bytes, bytes.count, 0)
        return String(decoding: bytes[..<max(0, got)], as: UTF8.self)
    }

    static func isHeld(beside database: String) -> Bool {
        let descriptor = open(path(beside: database), O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return false }
        defer { Glibc.close(descriptor) }
        var request = whole(F_RDLCK)
        return fcntl(descriptor, getLock, &request) == 0 && Int32(request.l_type) != F_UNLCK
    }

    private static func whole(_ type: Int32) -> flock {
        flock(l_type: Int16(type), l_whence: Int16(SEEK_SET), l_start: 0, l_len: 0, l_pid: 0)
    }
}
