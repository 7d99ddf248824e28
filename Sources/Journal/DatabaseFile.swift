import CrashPoints

#if canImport(Glibc)
    import Glibc
#else
    import Foundation
#endif

/// The file behind a database: made with the right permissions, refused with the wrong ones.
struct DatabaseFile {
    /// Free of symbolic links, so that two names of one file share one lock.
    let path: String

    init(path: String, access: Journal.Access) throws {
        if access == .create, Glibc.access(path, F_OK) != 0 { try Self.create(path) }
        guard let whole = realpath(path, nil) else {
            throw JournalError(
                .configuration,
                "there is no database at \(path) (\(Self.reason(errno))); make one with `rekey init`, or name another "
                    + "with --database")
        }
        defer { free(whole) }
        self.path = String(cString: whole)
        try checkPermissions()
        if access != .readOnly {
            try checkWritable()
            SideFiles.letOwnerWrite(of: self.path)
        }
        // What this process has opened before is used under the name that it had then.
        if !OpenDatabases.knows(self.path) { try Self.checkNames(self.path) }
    }

    /// SQLite names its log after the database: under two names the same file has two logs, and each writer loses what the
    /// other wrote. Links that are symbolic are resolved before.
    /// - Throws: `JournalError` for a file with more than one hard link.
    static func checkNames(_ path: String) throws {
        var status = stat()
        guard stat(path, &status) == 0, status.st_nlink > 1 else { return }
        let folder = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
        throw JournalError(
            .configuration,
            "the database \(path) has \(status.st_nlink) names (hard links), and SQLite would keep a log for each; remove "
                + "the other names (find \(folder.isEmpty ? "/" : folder) -samefile \(path)); `rekey backup` makes copies"
        )
    }

    /// SQLite gives its side files the permissions of this one.
    private static func create(_ path: String) throws {
        let descriptor = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            if errno == EEXIST { return }  // another process was first
            throw JournalError(
                .notCreated,
                "the database \(path) cannot be created (\(reason(errno))); choose another place with --database")
        }
        close(descriptor)
        CrashPoint.databaseCreated.pass()
    }

    private func checkPermissions() throws {
        var status = stat()
        guard stat(path, &status) == 0 else {
            throw JournalError(.configuration, "the database \(path) cannot be examined (\(Self.reason(errno)))")
        }
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw JournalError(.configuration, "\(path) is no file; name a database with --database")
        }
        if status.st_mode & 0o077 != 0 {
            throw JournalError(
                .configuration, "the database \(path) can be read or written by others; chmod 600 \(path)")
        }
    }

    /// - Throws: `JournalError`, before SQLite says less about it.
    private func checkWritable() throws {
        guard Glibc.access(path, W_OK) != 0 else { return }
        guard errno == EROFS else {
            throw JournalError(
                .configuration,
                "the database \(path) cannot be written by this user; chmod 600 \(path), or run this as its owner")
        }
        throw JournalError(
            .failed,
            "the database \(path) is on a read-only file system; mount it writable (`rekey status`, `report` and `audit "
                + "verify` work as it is)")
    }

    private static func reason(_ code: Int32) -> String { String(cString: strerror(code)) }
}
