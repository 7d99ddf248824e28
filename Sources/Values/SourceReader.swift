import Model
package import Secrecy

#if canImport(Glibc)
    import Glibc
#else
    import Foundation
#endif

/// Reads the values that come from outside: environment variables and files.
package struct SourceReader: Sendable {
    /// The folder from which relative paths count.
    private let directory: String

    package init(directory: String) {
        self.directory = directory
    }

    /// - Throws: `ValueError.source` when the variable is not set.
    package func environment(_ name: String) throws -> Secret {
        guard let text = getenv(name) else {
            throw ValueError.source(
                Refusal("the environment variable \(name) is not set", mend: "set it where rekey runs"))
        }
        return Secret(copying: UnsafeRawBufferPointer(start: text, count: strlen(text)))
    }

    /// The bytes of a file as they are, a last newline included.
    /// - Throws: `ValueError.source` when it cannot be read or is over 1 MiB.
    package func file(_ path: String) throws -> Secret {
        let whole = path.hasPrefix("/") ? path : directory + "/" + path
        let descriptor = open(whole, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw Self.unreadable(whole, errno) }
        defer { close(descriptor) }
        var bytes = SecretBuffer(capacity: 4_096)
        while bytes.count <= Secret.most {
            let before = bytes.count
            try bytes.append(upTo: 65_536) { room in
                let got = read(descriptor, room.baseAddress, room.count)
                if got < 0 { throw Self.unreadable(whole, errno) }
                return got
            }
            if bytes.count == before { return bytes.secret() }
        }
        throw ValueError.source(Refusal("the file \(whole) is over 1 MiB", mend: "Kubernetes takes no larger secret"))
    }

    private static func unreadable(_ path: String, _ code: Int32) -> ValueError {
        .source(
            Refusal("the file \(path) cannot be read (\(String(cString: strerror(code))))", mend: "put it there"))
    }
}
