import Synchronization

#if canImport(Glibc)
    import Glibc
#else
    import Foundation
#endif

/// The database files that this process has opened besides SQLite: for the runner's lock, and to look at a header.
///
/// Closing any descriptor of a file drops every POSIX lock that the process has on that file (fcntl(2)), SQLite's own among
/// them; another process would then take the database for unused and remove its log. So what is opened here is never
/// closed: one descriptor for each database file that the process works with, two once it was a runner there. Nothing
/// else in rekey may open a database file that SQLite may have open.
///
/// A mutex, because all journals and records of the process have this in common, and a lock is let go in a `deinit`.
enum OpenDatabases {
    /// Which file it is within this process.
    struct Key: Hashable, Sendable {
        let device: UInt64
        let inode: UInt64

        init(_ status: stat) {
            device = UInt64(status.st_dev)
            inode = UInt64(status.st_ino)
        }
    }

    private struct Entry {
        let descriptor: Int32
        /// Read-only, for programs to inherit; -1 before the first lock.
        var inheritable: Int32 = -1
        /// Whether a runner of this very process has the lock: locks of one open file do not exclude each other.
        var isTaken = false
        /// How many sessions of this very process send notices.
        var noticeSessions = 0
    }

    private static let entries = Mutex<[Key: Entry]>([:])

    /// The file that has this name at the moment, opened for locks.
    /// - Throws: `JournalError` when it cannot be opened.
    static func file(_ path: String) throws -> (key: Key, descriptor: Int32) {
        try entries.withLock { entries in
            var status = stat()
            if stat(path, &status) == 0, let entry = entries[Key(status)] { return (Key(status), entry.descriptor) }
            var descriptor = open(path, O_RDWR | O_CLOEXEC)
            // Whoever may only read can still ask whether somebody runs.
            if descriptor < 0 { descriptor = open(path, O_RDONLY | O_CLOEXEC) }
            guard descriptor >= 0, fstat(descriptor, &status) == 0 else {
                throw JournalError(
                    .configuration,
                    "the database \(path) cannot be opened (\(String(cString: strerror(errno)))); check the path and its "
                        + "permissions")
            }
            // Where the name went to another known file meanwhile, this descriptor stays open for nothing.
            if entries[Key(status)] == nil { entries[Key(status)] = Entry(descriptor: descriptor) }
            return (Key(status), entries[Key(status)]?.descriptor ?? descriptor)
        }
    }

    /// Whether the file that has this name was opened here before.
    static func knows(_ path: String) -> Bool {
        var status = stat()
        guard stat(path, &status) == 0 else { return false }
        return entries.withLock { $0[Key(status)] != nil }
    }

    /// Claims the file for one runner of this process. - Returns: whether nobody had it.
    static func claim(_ key: Key) -> Bool {
        entries.withLock { entries in
            guard entries[key]?.isTaken == false else { return false }
            entries[key]?.isTaken = true
            return true
        }
    }

    static func release(_ key: Key) { entries.withLock { $0[key]?.isTaken = false } }

    static func isTaken(_ key: Key) -> Bool { entries.withLock { $0[key]?.isTaken ?? false } }

    /// - Returns: how many sessions of this process send notices now.
    static func beginNotices(_ key: Key) -> Int { changeNoticeSessions(key, by: 1) }

    static func endNotices(_ key: Key) -> Int { changeNoticeSessions(key, by: -1) }

    private static func changeNoticeSessions(_ key: Key, by change: Int) -> Int {
        entries.withLock { entries in
            entries[key]?.noticeSessions += change
            return entries[key]?.noticeSessions ?? 0
        }
    }

    /// A read-only descriptor of a file, opened for itself, that programs inherit.
    /// - Returns: `nil` when it cannot be opened.
    static func inheritable(_ key: Key, path: String) -> Int32? {
        entries.withLock { entries in
            guard let entry = entries[key] else { return nil }
            if entry.inheritable >= 0 { return entry.inheritable }
            let descriptor = open(path, O_RDONLY | O_CLOEXEC)
            var status = stat()
            guard descriptor >= 0, fstat(descriptor, &status) == 0, Key(status) == key else { return nil }
            entries[key]?.inheritable = descriptor
            return descriptor
        }
    }
}
