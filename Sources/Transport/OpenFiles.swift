#if canImport(Glibc)
    import Glibc
#else
    import Foundation
#endif

/// The kernel's limit on open files of a process (getrlimit(2), `RLIMIT_NOFILE`). Each connection takes one.
package enum OpenFiles {
    /// For the database, two loops with five files each, the resolver and what the system's libraries open.
    private static let reserve = 28
    /// With fewer, a run cannot send even one request at a time.
    private static let minDescriptors = 28

    /// Too few files can be opened to start.
    package struct Shortage: Error, Sendable, CustomStringConvertible {
        package let description =
            "the limit on open files leaves no room for a database and a connection, and nothing was done; raise it "
            + "(ulimit -n)"
    }

    /// Raises the soft limit to the hard one and checks that `minDescriptors` files can be opened.
    /// - Throws: `Shortage`.
    package static func check() throws(Shortage) {
        _ = raisedLimit()
        var copies: [Int32] = []
        defer { for copy in copies { close(copy) } }
        while copies.count < minDescriptors {
            let copy = fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 0)
            guard copy >= 0 else { throw Shortage() }
            copies.append(copy)
        }
    }

    /// - Returns: the number of connections that there is room for, at least 1.
    package static func roomForConnections() -> Int {
        guard let limit = raisedLimit() else { return .max }
        return max(1, limit - openNow() - reserve)
    }

    /// Raises the soft limit to the hard one. - Returns: the limit, if the kernel reports it.
    private static func raisedLimit() -> Int? {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return nil }
        if limit.rlim_cur < limit.rlim_max {
            var raised = limit
            raised.rlim_cur = limit.rlim_max
            if setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &raised) == 0 { limit = raised }
        }
        return Int(clamping: limit.rlim_cur)
    }

    private static func openNow() -> Int {
        guard let folder = opendir("/proc/self/fd") else { return 0 }
        defer { closedir(folder) }
        var count = 0
        while readdir(folder) != nil { count += 1 }
        return count
    }
}
