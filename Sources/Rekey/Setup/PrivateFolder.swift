#if canImport(Glibc)
    import Glibc
#else
    import Foundation
#endif

/// The folder of a file that only its owner may read.
package enum PrivateFolder {
    /// Creates the missing folders of a path, readable only by their owner.
    /// - Throws: `StoreError.noFolder`.
    package static func make(for file: String) throws {
        guard let slash = file.lastIndex(of: "/"), slash > file.startIndex else { return }
        let folder = String(file[..<slash])
        guard access(folder, F_OK) != 0 else { return }
        try make(for: folder)
        guard mkdir(folder, 0o700) == 0 || errno == EEXIST else {
            throw StoreError.noFolder(folder, reason: String(cString: strerror(errno)))
        }
    }
}
