import Foundation

#if canImport(Glibc)
    import Glibc
#endif

/// The user and host of this process, for the audit trail.
enum ProcessIdentity {
    /// The user of the process. If another user logged in, that user is added: the kernel stores the login user, and a
    /// process cannot change it without privileges. If the kernel has none, the text shows what the environment says,
    /// and that it is from the environment.
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

    /// The audit system's login user (proc(5), `loginuid`); `nil` if it is not set or the kernel does not support it.
    private static var loginUser: uid_t? {
        guard let text = try? String(contentsOfFile: "/proc/self/loginuid", encoding: .utf8),  // may be missing
            let number = uid_t(text.trimmingCharacters(in: .whitespacesAndNewlines)), number != uid_t.max
        else { return nil }
        return number
    }

    /// From the system's user database, not from the environment.
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
