import Foundation
import Journal

/// Whether a database has been created; an empty file does not count.
package enum DatabasePresence {
    static func isThere(_ path: String) -> Bool {
        var status = stat()
        guard stat(path, &status) == 0 else {
            return errno == EACCES  // it may exist; opening it will report the error
        }
        return status.st_size > 0
    }

    /// Only `init` and `plan apply` create a database. If another command gets a path without a database, the path is
    /// wrong; a new, empty database in its place would hide that.
    /// - Parameters:
    ///   - path: the database's path, or one of several paths.
    ///   - namedBy: the option or variable that named it.
    /// - Throws: `JournalError` if there is no database; a file that cannot be examined is reported when it is opened.
    package static func require(_ path: String, namedBy: String) throws {
        var status = stat()
        if stat(path, &status) != 0 {
            guard errno == ENOENT || errno == ENOTDIR else { return }
            throw missing(path, namedBy, "no database exists at \(path)")
        }
        if status.st_mode & S_IFMT == S_IFREG, status.st_size == 0 {
            throw missing(path, namedBy, "the file \(path) is empty, so it is not a database")
        }
    }

    private static func missing(_ path: String, _ namedBy: String, _ what: String) -> JournalError {
        JournalError(
            .configuration,
            "\(what) (named by \(namedBy)); name the right one, or create one with `rekey init` or `rekey plan apply`"
        )
    }

    /// Whether this user can write to it, on the present mount.
    static func isWritable(_ path: String) -> Bool { FileManager.default.isWritableFile(atPath: path) }
}
