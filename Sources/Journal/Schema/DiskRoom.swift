#if canImport(Glibc)
    import Glibc
#else
    import Foundation
#endif

/// The room that a file system has left.
enum DiskRoom {
    /// What the index of a write-ahead log grows by at least (https://www.sqlite.org/walformat.html, "The WAL-Index File
    /// Format"), with as much again for its first pages.
    private static let minBytes = UInt64(65_536)

    /// Whether hardly anything can be written beside a file. Where that is not known, it is false.
    static func isFull(at path: String) -> Bool {
        var status = statvfs()
        guard statvfs(path, &status) == 0 else { return false }
        return UInt64(status.f_bavail) * UInt64(status.f_frsize) < minBytes
    }
}
