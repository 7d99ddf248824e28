import Foundation
import Journal

/// Whether a database was made already: an empty file was not.
package enum DatabasePresence {
    static func isThere(_ path: String) -> Bool {
        var status = stat()
        guard stat(path, &status) == 0 else {
            return errno == EACCES  // what cannot be looked at may be there, and opening it says why it cannot
        }
        return status.st_size > 0
    }

    /// Only `init` and `plan apply` make a database. Whoever else names one that is missing has named the wrong one, and a
    /// new one in its place would be silent for ever.
    /// - Parameters:
    ///   - path: a path of the place, or of several databases that were named beside it.
    ///   - namedBy: the option or variable that named it.
    /// - Throws: `JournalError` where nothing is there; what cannot be examined is reported by whoever opens it.
    package static func require(_ path: String, namedBy: String) throws {
        var status = stat()
        if stat(path, &status) != 0 {
            guard errno == ENOENT || errno == ENOTDIR else { return }
            throw missing(path, namedBy, "there is no database at \(path)")
        }
        if status.st_mode & S_IFMT == S_IFREG, status.st_size == 0 {
            throw missing(path, namedBy, "the file \(path) is empty, so it is not a database")
        }
    }

    private static func missing(_ path: String, _ namedBy: String, _ what: String) -> JournalError {
        JournalError(
            .configuration,
            "\(what) (named by \(namedBy)); name the right one, or make a new one with `rekey init` or `rekey plan apply`"
        )
    }

    /// Whether this user may write to it, where it is mounted.
    static func isWritable(_ path: String) -> Bool { FileManager.default.isWritableFile(atPath: path) }
}
