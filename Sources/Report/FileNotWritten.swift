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
        code == ELOOP
            ? "\(path) is a link that another user made; remove it, or name another path"
            : "\(path) cannot be written (\(String(cString: strerror(code)))); name another place, or make room"
    }
}
