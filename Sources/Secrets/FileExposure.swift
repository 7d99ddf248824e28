#if canImport(Glibc)
    import Glibc
#else
    import Foundation
#endif

/// Whether users other than its owner can read a file that contains a secret.
package enum FileExposure {
    /// - Returns: `nil` if it cannot be examined.
    package static func isExposed(_ descriptor: Int32, path: String) -> Bool? {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { return nil }
        guard status.st_mode & 0o077 != 0 else { return false }
        // Files from systemd and Kubernetes belong to root, and the process can read them through their group. It
        // cannot change their mode.
        let isForGroup = status.st_uid == 0 && status.st_mode & 0o037 == 0
        return !(isForGroup && (isCredential(path) || isOnReadOnlyMount(descriptor)))
    }

    /// - Returns: `nil` if it cannot be opened.
    package static func isExposed(path: String) -> Bool? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        return isExposed(descriptor, path: path)
    }

    private static func isCredential(_ path: String) -> Bool {
        guard let folder = getenv("CREDENTIALS_DIRECTORY").map({ String(cString: $0) }), !folder.isEmpty else {
            return false
        }
        return path.hasPrefix(folder.hasSuffix("/") ? folder : folder + "/")
    }

    private static func isOnReadOnlyMount(_ descriptor: Int32) -> Bool {
        var system = statvfs()
        return fstatvfs(descriptor, &system) == 0 && system.f_flag & UInt(ST_RDONLY) != 0
    }
}
