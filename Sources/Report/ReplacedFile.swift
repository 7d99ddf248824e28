import Foundation

#if canImport(Glibc)
    import Glibc
#endif

/// A file that is there whole or not at all: written beside its place and moved into it.
package struct ReplacedFile {
    package let path: String

    package init(path: String) {
        self.path = path
    }

    /// - Parameters:
    ///   - mode: The permissions that it gets, before the process's umask.
    ///   - body: Hands over the text, in pieces; where it throws, what was in the place stays.
    /// - Throws: `FileNotWritten`, and what `body` throws.
    package func write(mode: UInt32 = 0o666, _ body: ((String) throws -> Void) throws -> Void) throws {
        var path = path
        var status = stat()
        if stat(path, &status) == 0 {
            // What is no file cannot be replaced by one: a pipe, a terminal, /dev/stdout.
            guard status.st_mode & S_IFMT == S_IFREG else {
                return try write(to: open(path, O_WRONLY | O_CLOEXEC), body)
            }
            // Of a link it is the end that counts.
            if let end = realpath(path, nil) {
                path = String(cString: end)
                free(end)
            }
        }
        let passing = path + ".\(getpid()).part"
        let descriptor = open(passing, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode)
        guard descriptor >= 0 else { throw FileNotWritten(path: path, code: errno) }
        defer { unlink(passing) }
        try write(to: descriptor, body)
        guard rename(passing, path) == 0 else { throw FileNotWritten(path: path, code: errno) }
    }

    private func write(to descriptor: Int32, _ body: ((String) throws -> Void) throws -> Void) throws {
        guard descriptor >= 0 else { throw FileNotWritten(path: path, code: errno) }
        let file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        try body { text in
            do {
                try file.write(contentsOf: Data(text.utf8))
            } catch {
                throw FileNotWritten(path: path, code: errno)
            }
        }
    }
}

package struct FileNotWritten: Error, CustomStringConvertible {
    package let path: String
    package let code: Int32

    /// - Parameter code: errno(3).
    package init(path: String, code: Int32) {
        self.path = path
        self.code = code
    }

    package var description: String {
        "\(path) cannot be written (\(String(cString: strerror(code)))); name another place, or make room"
    }
}
