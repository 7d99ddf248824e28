import Foundation

/// Whether a database was made already: an empty file was not.
enum DatabasePresence {
    static func isThere(_ path: String) -> Bool {
        let attributes = try? FileManager.default.attributesOfItem(atPath: path)  // a missing file has none
        return ((attributes?[.size] as? NSNumber)?.intValue ?? 0) > 0
    }

    /// Whether this user may write to it, where it is mounted.
    static func isWritable(_ path: String) -> Bool { FileManager.default.isWritableFile(atPath: path) }
}
