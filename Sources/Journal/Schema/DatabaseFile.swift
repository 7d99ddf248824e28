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
            if errno == EACCES { throw Self.notPermitted(path) }
            guard errno == ENOENT || errno == ENOTDIR else {
                throw JournalError(
                    .configuration,
                    "the database \(path) cannot be reached (\(Self.reason(errno))); check the path and its folders")
            }
            throw JournalError(
                .configuration,
                "there is no database at \(path); name the right one with --database, or make one with `rekey init`")
        }
        defer { free(whole) }
        self.path = String(cString: whole)
        try checkPermissions()
        try checkAccess(access)
        if access != .readOnly { SideFiles.letOwnerWrite(of: self.path) }
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
            if errno == EACCES { throw notPermitted(path) }
            throw JournalError(
                .notCreated,
                "the database \(path) cannot be created (\(reason(errno))); choose another place with --database")
        }
        close(descriptor)
        CrashPoint.databaseCreated.pass()
    }

    /// Whether there is a database is not known then, so no message says to make another.
    private static func notPermitted(_ path: String) -> JournalError {
        let name = getpwuid(geteuid()).map { String(cString: $0.pointee.pw_name) } ?? "number \(geteuid())"
        let folder = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
        return JournalError(
            .configuration,
            "the database \(path) cannot be opened as user \(name) (\(reason(EACCES))); run rekey as the owner of "
                + "\(folder.isEmpty ? "/" : folder), or give this user access to it")
    }

    private func checkPermissions() throws {
        var status = stat()
        guard stat(path, &status) == 0 else {
            throw JournalError(.configuration, "the database \(path) cannot be examined (\(Self.reason(errno)))")
        }
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw JournalError(.configuration, "\(path) is not a file; name a database with --database")
        }
        if status.st_mode & 0o077 != 0 {
            throw JournalError(
                .configuration, "the database \(path) can be read or written by others; chmod 600 \(path)")
        }
    }

    /// Another user's database is a matter of the set-up, not a database that failed.
    /// - Throws: `JournalError`, before SQLite says less about it.
    private func checkAccess(_ access: Journal.Access) throws {
        guard Glibc.access(path, access == .readOnly ? R_OK : R_OK | W_OK) != 0 else { return }
        if errno == EROFS {
            throw JournalError(
                .configuration,
                "the database \(path) is on a read-only file system; mount it writable (`rekey status`, `report` and `audit "
                    + "verify` work as it is)")
        }
        let verb = access == .readOnly ? "read" : "read and written"
        throw JournalError(
            .configuration,
            "the database \(path) cannot be \(verb) by this user (\(Self.reason(errno))); run rekey as its owner, or "
                + "chmod 600 \(path)")
    }

    private static func reason(_ code: Int32) -> String { String(cString: strerror(code)) }
}
