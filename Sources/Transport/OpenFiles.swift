#if canImport(Glibc)
    import Glibc
#else
    import Foundation
#endif

/// The kernel's bound on a process's open files (getrlimit(2), `RLIMIT_NOFILE`), of which each connection takes one.
package enum OpenFiles {
    /// For the database, two loops of five files each, the resolver and what the system's libraries open.
    private static let reserve = 28

    /// Raises the soft limit to the hard one. - Returns: how many connections there is room for, at least 1.
    package static func roomForConnections() -> Int {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return .max }
        if limit.rlim_cur < limit.rlim_max {
            var raised = limit
            raised.rlim_cur = limit.rlim_max
            if setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &raised) == 0 { limit = raised }
        }
        return max(1, Int(clamping: limit.rlim_cur) - openNow() - reserve)
    }

    private static func openNow() -> Int {
        guard let folder = opendir("/proc/self/fd") else { return 0 }
        defer { closedir(folder) }
        var count = 0
        while readdir(folder) != nil { count += 1 }
        return count
    }
}
