#if canImport(Glibc)
    import Glibc
#else
    import Foundation
#endif

/// Why a file cannot be read, as the rest of a sentence that begins with its path.
package enum InputFileProblem: Error, Sendable, Equatable {
    /// With the kernel's error number (errno(3)).
    case unreadable(Int32)
    /// A folder, a device or a socket; reading it might never end.
    case notRegular(kind: String)
    /// A pipe whose writer sent nothing for this many seconds.
    case silent(seconds: Int)
    case tooLarge(mebibytes: Int)
    /// The task that read was cancelled.
    case cancelled

    package var remedy: String {
        switch self {
        case .unreadable: "check the path and its permissions"
        case .notRegular: "name a regular file, or `-` for standard input"
        case .silent: "check the program that writes to it"
        case .tooLarge: "write it to a file and name that file"
        case .cancelled: "start again"
        }
    }
}

extension InputFileProblem: CustomStringConvertible {
    package var description: String {
        switch self {
        case .unreadable(let code): "cannot be read (\(String(cString: strerror(code))))"
        case .notRegular(let kind): "cannot be read (it is \(kind))"
        case .silent(let seconds): "cannot be read (it is a pipe, and nothing was written to it for \(seconds) s)"
        case .tooLarge(let mebibytes): "cannot be read (it is a pipe, and over \(mebibytes) MiB were written to it)"
        case .cancelled: "was not read completely, because the command was interrupted"
        }
    }
}
