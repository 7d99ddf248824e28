import CProcess

#if canImport(Glibc)
    import Glibc
#else
    import Foundation
#endif

/// What a file has that no copy of it has.
///
/// Not the device: a volume that another node mounts has another number there, and the file is the same.
struct FileIdentity: Sendable, Equatable {
    let inode: UInt64
    /// When the inode was made, in nanoseconds since 1970; `nil` where the file system does not keep it.
    let born: Int64?

    init(inode: UInt64, born: Int64?) {
        self.inode = inode
        self.born = born
    }

    /// - Throws: `JournalError` when the file cannot be examined.
    init(path: String) throws {
        var number: UInt64 = 0
        var time: Int64 = 0
        guard rekey_file_identity(path, &number, &time) == 0 else {
            throw JournalError(
                .configuration,
                "the database \(path) cannot be examined (\(String(cString: strerror(errno)))); check the path")
        }
        inode = number
        born = time == 0 ? nil : time
    }

    /// The birth time decides where both are known: an inode's number is given again to the next file, and a file system
    /// without lasting numbers gives another one at each mount.
    func isSameFile(as other: FileIdentity) -> Bool {
        if let born, let otherBorn = other.born { return born == otherBorn }
        return inode == other.inode
    }
}
