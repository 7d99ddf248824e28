import Files
package import Model
package import Secrets

#if canImport(Glibc)
    import Glibc
#else
    import Foundation
#endif

/// Reads values from outside: environment variables and files.
package struct SourceReader: Sendable {
    /// The folder that relative paths count from.
    private let directory: String

    /// The maximum size of a file with several values: the size of a secret, with escapes.
    private static let maxSetBytes = 4 * Secret.maxBytes

    package init(directory: String) {
        self.directory = directory
    }

    /// The value of a variable or a file for a key; `checkedForSending` decides whether it may be sent.
    /// - Parameters:
    ///   - path: the path of the source, resolved for a target; empty if it has none.
    ///   - values: reads a file with several values at the path; a caller may have read it already.
    /// - Throws: `ValueError.source`.
    package func member(
        of source: ReadSource, at path: String, values: (ValueFile) throws -> ValueSet
    ) throws -> ValueMember {
        switch source {
        case .environment(let name): return ValueMember(value: try environment(name))
        case .file: return ValueMember(value: try file(path))
        case .member(let file, let name):
            guard let member = try values(file)[name] else {
                throw ValueError.source(InvalidInput("\(path) has no \(quoted(name))", fix: "add it"))
            }
            return member
        }
    }

    /// - Throws: `ValueError.source` if the variable is not set.
    package func environment(_ name: String) throws -> Secret {
        guard let text = getenv(name) else {
            throw ValueError.source(
                InvalidInput("the environment variable \(name) is not set", fix: "set it where rekey runs"))
        }
        return Secret(copying: UnsafeRawBufferPointer(start: text, count: strlen(text)))
    }

    /// The bytes of a file as they are, including a final newline.
    /// - Throws: `ValueError.source` if it cannot be read or is over 1 MiB.
    package func file(_ path: String) throws -> Secret {
        try read(path, maximum: Secret.maxBytes).secret()
    }

    /// A file that contains a credential of the caller, not a value of a secret.
    /// - Throws: `ValueError.source` if it cannot be read or is over 64 KiB, which is more than any credential needs.
    package func credential(_ path: String) throws -> Secret {
        try read(path, maximum: 65_536, tooLarge: "name a file that contains only the credential").secret()
    }

    /// The values of a file with several.
    /// - Throws: `ValueError.source` if it cannot be read, or with the line that is wrong.
    /// - Parameter path: that of `file`, resolved for a target.
    package func values(_ file: ValueFile, _ path: String) throws -> ValueSet {
        let bytes = try read(path, maximum: Self.maxSetBytes)
        do {
            return try bytes.withBytes { bytes in
                if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
                    throw ValueFileProblem(line: 1, "the file is UTF-16 text; save it as UTF-8")
                }
                guard String(validating: bytes.bindMemory(to: UInt8.self), as: UTF8.self) != nil, !bytes.contains(0)
                else { throw ValueFileProblem(line: 1, "the file is not UTF-8 text; save it as UTF-8") }
                return switch file.form {
                case .dotenv: try Dotenv.read(bytes, expands: file.expands)
                case .json: try JSONValues.read(bytes, select: file.select)
                }
            }
        } catch let problem as ValueFileProblem {
            throw ValueError.source(InvalidInput("\(path):\(problem.line): \(problem.text)"))
        }
    }

    private func whole(_ path: String) -> String {
        path.hasPrefix("/") || InputFile.isStandardInput(path) ? path : directory + "/" + path
    }

    private func read(
        _ path: String, maximum: Int, tooLarge remedy: String = "shorten it; Kubernetes accepts no larger secret"
    ) throws -> SecretBuffer {
        var bytes = SecretBuffer(capacity: 4_096)
        do {
            let file = try InputFile(whole(path))
            while bytes.count <= maximum {
                let before = bytes.count
                try bytes.append(upTo: 65_536) { room in try file.read(into: room) }
                if bytes.count == before { return bytes }
            }
        } catch let problem as InputFileProblem {
            throw Self.unreadable(path, problem)
        }
        let size = maximum < 1_048_576 ? "\(maximum / 1_024) KiB" : "\(maximum / 1_048_576) MiB"
        throw ValueError.source(InvalidInput("the file \(path) is over \(size)", fix: remedy))
    }

    private static func unreadable(_ path: String, _ problem: InputFileProblem) -> ValueError {
        .source(
            InvalidInput(
                "the file \(path) \(problem)",
                fix: problem == .unreadable(ENOENT) ? "create it or correct the path" : problem.remedy))
    }
}
