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

    private static func reason(_ code: Int32) -> String { String(cString: strerror(code)) }
}
