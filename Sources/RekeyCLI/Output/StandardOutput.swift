#if canImport(Glibc)
    import Glibc
#else
    import Foundation
#endif

/// For results only.
enum StandardOutput {
    /// - Throws: `BrokenOutput` if the reader is gone or the disk is full.
    static func write(_ text: String) throws {
        var text = text
        try text.withUTF8 { try write(bytes: UnsafeRawBufferPointer($0)) }
    }

    static func write(bytes: UnsafeRawBufferPointer) throws {
        var rest = bytes
        while !rest.isEmpty {
            let written = Glibc.write(STDOUT_FILENO, rest.baseAddress, rest.count)
            if written < 0, errno == EINTR { continue }
            guard written > 0 else { throw BrokenOutput(code: errno) }
            rest = UnsafeRawBufferPointer(rebasing: rest[written...])
        }
    }

    static func line(_ text: String) throws { try write(text + "\n") }
}

struct BrokenOutput: Error, CustomStringConvertible {
    fileprivate let code: Int32

    var hasNoReader: Bool { code == EPIPE }

    var description: String {
        "standard output cannot be written (\(String(cString: strerror(code)))); the record is in the database all the same"
    }
}
