#if canImport(Glibc)
    import Glibc
#else
    import Foundation
#endif

/// Whether a database was made already: an empty file was not.
enum DatabasePresence {
    static func isThere(_ path: String) -> Bool {
        var status = stat()
        guard stat(path, &status) == 0 else {
            return errno == EACCES  // what cannot be looked at may be there, and opening it says why it cannot
        }
        return status.st_size > 0
    }
}
