import Foundation

package struct FileNotWritten: Error, CustomStringConvertible {
    package let path: String
    package let code: Int32

    /// - Parameter code: errno(3).
    package init(path: String, code: Int32) {
        self.path = path
        self.code = code
    }

    package var description: String {
        switch code {
        case ELOOP: "\(path) is a link that another user made; remove it, or name another path"
        case EEXIST: "\(path) already exists; name another file, or remove it"
        case ENOSPC, EDQUOT: "\(path) cannot be written (\(reason)); free disk space, or name another path"
        default: "\(path) cannot be written (\(reason)); name another path"
        }
    }

    private var reason: String { String(cString: strerror(code)) }
}
