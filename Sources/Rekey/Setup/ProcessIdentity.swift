import Foundation

#if canImport(Glibc)
    import Glibc
#endif

/// Who runs this process, and where: for the audit trail.
enum ProcessIdentity {
    /// The user of the process. Beside it stands who logged in, which the kernel keeps and nobody can change without its
    /// leave; where it knows nothing of that, what the environment says, and that it is the environment that says so.
    static var name: String {
        let own = name(of: geteuid())
        if let login = loginUser {
            let who = name(of: login)
            return who == own ? own : "\(own) (logged in as \(who))"
        }
        guard let caller = ProcessInfo.processInfo.environment["SUDO_USER"], !caller.isEmpty, caller != own else {
            return own
        }
        return "\(own) (SUDO_USER says \(String(caller.prefix(100))))"
    }

    static var host: String { ProcessInfo.processInfo.hostName }

    /// The audit system's login user (proc(5), `loginuid`); `nil` where it is not set or the kernel has none.
    private static var loginUser: uid_t? {
        guard let text = try? String(contentsOfFile: "/proc/self/loginuid", encoding: .utf8),  // there may be none
            let number = uid_t(text.trimmingCharacters(in: .whitespacesAndNewlines)), number != uid_t.max
        else { return nil }
        return number
    }

    /// From the system's list of users, and not from the environment.
    private static func name(of user: uid_t) -> String {
        var entry = passwd()
        var found: UnsafeMutablePointer<passwd>?
        return withUnsafeTemporaryAllocation(of: CChar.self, capacity: 16_384) { room in
            guard let start = room.baseAddress, getpwuid_r(user, &entry, start, room.count, &found) == 0, found != nil,
                let name = entry.pw_name
            else { return "uid \(user)" }
            return String(cString: name)
        }
    }
}
