#if canImport(Glibc)
    import Glibc
#else
    import Foundation
#endif

/// Keeps a second runner off a database. The kernel drops it with the process, so it cannot go stale.
///
/// Open-file-description locks (fcntl(2), `F_OFD_SETLK`) on the database file itself, so that all names of one file share
/// them, on three bytes far behind any that SQLite locks or that a database could have:
/// - the runner's byte, exclusive: one runner at a time.
/// - the notices' byte, shared: who sends notices, which takes a while after the runner's byte is free.
/// - the programs' byte, shared: programs that a run starts inherit the open file that has this lock. When the runner ends
///   in good order it takes the lock back from all of them; when it is killed, the kernel keeps the lock until the last
///   program ends. So a program that outlives its runner keeps the next runner off, its children included. Only a
///   program that closes all its descriptors gets out of it.
///
/// The file beside the database, `.lock`, says which process has the lock, and is the database's witness. Its own lock is
/// what runners up to 0.1.0 look at.
package struct RunnerLock: ~Copyable {
    private let key: OpenDatabases.Key
    private let database: Int32
    /// What must stay in its place while the lock is held, and what programs inherit.
    package let files: HeldFiles

    // From <fcntl.h> under _GNU_SOURCE, which Swift's Glibc module does not define.
    private static let getLock: Int32 = 36
    private static let setLock: Int32 = 37
    private static let runnerByte: Int64 = 1 << 62
    private static let programByte: Int64 = 1 << 62 + 1
    private static let noticeByte: Int64 = 1 << 62 + 2

    /// Takes the lock, or returns `nil` when another runner has it, or a program of one that was killed.
    /// - Throws: `JournalError` when the file cannot be locked, or has several names.
    package static func take(database path: String) throws -> RunnerLock? {
        let (key, database) = try OpenDatabases.file(path)
        guard OpenDatabases.claim(key) else { return nil }
        do {
            guard try set(F_WRLCK, on: database, at: runnerByte, path) else {
                OpenDatabases.release(key)
                return nil
            }
            guard try !isLocked(database, at: programByte), let files = try holdFiles(path, key, database)
            else {
                letGo(key, database)
                return nil
            }
            return RunnerLock(key: key, database: database, files: files)
        } catch {
            letGo(key, database)
            throw error
        }
    }

    private init(key: OpenDatabases.Key, database: Int32, files: HeldFiles) {
        self.key = key
        self.database = database
        self.files = files
    }

    /// - Returns: `nil` when an older rekey runs.
    private static func holdFiles(
        _ path: String, _ key: OpenDatabases.Key, _ database: Int32
    ) throws -> HeldFiles? {
        try DatabaseFile.checkNames(path)
        guard let inheritable = OpenDatabases.inheritable(key, path: path) else {
            throw JournalError(.failed, "the database \(path) was replaced at this moment; call rekey again")
        }
        guard let lockFile = try LockFile.take(beside: path) else { return nil }
        guard try set(F_RDLCK, on: inheritable, at: programByte, path) else {
            lockFile.close()
            return nil
        }
        return HeldFiles(
            database: path, key: key, descriptor: database, lockFile: lockFile, inheritable: inheritable)
    }

    /// Whether some process runs on this database at this moment.
    package static func isHeld(database path: String) -> Bool {
        // Nobody runs on what is not there.
        guard let (key, database) = try? OpenDatabases.file(path) else { return false }
        if OpenDatabases.isTaken(key) { return true }
        return ((try? isLocked(database, at: runnerByte)) ?? false) || LockFile.isHeld(beside: path)
    }

    /// Whether a program of a runner that was killed still keeps the database.
    package static func isHeldByProgram(database path: String) -> Bool {
        guard let (key, database) = try? OpenDatabases.file(path), !OpenDatabases.isTaken(key) else { return false }
        return (try? isLocked(database, at: programByte)) ?? false
    }

    /// The process that says it has the lock, for messages.
    package static func holder(database path: String) -> Int32? { LockFile.process(beside: path) }

    /// The programs that keep the database, as far as this process may see them, for messages.
    package static func programs(database path: String) -> [HoldingProgram] {
        guard let (key, _) = try? OpenDatabases.file(path) else { return [] }
        return HoldingProgram.all(locking: key, at: programByte)
    }

    /// Lets the next runner in. Letting go of the value, or of the process, does the same.
    package consuming func release() {}

    /// Programs and forked children share the open files, so that closing alone would not be enough.
    deinit {
        _ = try? Self.set(F_UNLCK, on: files.inheritable, at: Self.programByte, "")  // it fails for no lock of ours
        files.lockFile.close()
        Self.letGo(key, database)
    }

    private static func letGo(_ key: OpenDatabases.Key, _ database: Int32) {
        _ = try? set(F_UNLCK, on: database, at: runnerByte, "")
        OpenDatabases.release(key)
    }

    // MARK: Notices

    /// - Returns: whether nobody else sends notices of this database.
    static func beginNotices(database path: String) throws -> Bool {
        let (key, database) = try OpenDatabases.file(path)
        let isAlone = try OpenDatabases.beginNotices(key) == 1 && !isLocked(database, at: noticeByte)
        _ = try set(F_RDLCK, on: database, at: noticeByte, path)  // nobody locks it alone
        return isAlone
    }

    static func endNotices(database path: String) {
        guard let (key, database) = try? OpenDatabases.file(path), OpenDatabases.endNotices(key) == 0 else { return }
        _ = try? set(F_UNLCK, on: database, at: noticeByte, path)  // the end of the process does the same
    }

    // MARK: fcntl

    /// - Returns: whether the lock is ours now.
    private static func set(_ type: Int32, on descriptor: Int32, at byte: Int64, _ path: String) throws -> Bool {
        var request = flock(
            l_type: Int16(type), l_whence: Int16(SEEK_SET), l_start: Int(byte), l_len: 1, l_pid: 0)
        if fcntl(descriptor, setLock, &request) == 0 { return true }
        if errno == EAGAIN || errno == EACCES { return false }
        throw JournalError(
            .failed,
            "the database \(path) cannot be locked (\(String(cString: strerror(errno)))); put it on a file system that has "
                + "locks, and where you may write")
    }

    /// Whether an open file other than this one has a lock on the byte.
    private static func isLocked(_ descriptor: Int32, at byte: Int64) throws -> Bool {
        var request = flock(
            l_type: Int16(F_WRLCK), l_whence: Int16(SEEK_SET), l_start: Int(byte), l_len: 1, l_pid: 0)
        guard fcntl(descriptor, getLock, &request) == 0 else {
            let reason = String(cString: strerror(errno))
            throw JournalError(.failed, "a lock cannot be examined (\(reason)); check the disk")
        }
        return Int32(request.l_type) != F_UNLCK
    }
}
