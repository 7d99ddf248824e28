import Foundation

/// Who runs this process, and where: for the audit trail.
enum Operator {
    /// The login name; with who called sudo, where that is known.
    static var name: String {
        let own = NSUserName().isEmpty ? "uid \(getuid())" : NSUserName()
        guard let caller = ProcessInfo.processInfo.environment["SUDO_USER"], !caller.isEmpty, caller != own else {
            return own
        }
        return "\(own) (sudo by \(caller))"
    }

    static var host: String { ProcessInfo.processInfo.hostName }
}
