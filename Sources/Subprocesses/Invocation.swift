import CProcess
import Foundation
package import Secrets

/// Calls another program: without a shell, in a session of its own, with a time limit, and without our credentials.
package struct Invocation: Sendable {
    /// The program and its arguments; never empty.
    private let arguments: [String]
    private let directory: String
    private let timeLimit: Duration
    private let inherited: Int32?

    /// More than this on standard output is an error where the output is the value.
    package static let maxOutputBytes = 1_048_576
    /// Variables that could hold a credential of ours, or say where the sealed values are.
    private static let privatePrefixes = ["NX1_", "LAKEHOUSE_", "REKEY_"]
    /// The folder that it names may hold the key that opens all values.
    private static let privateNames: Set = ["CREDENTIALS_DIRECTORY"]

    /// - Parameters:
    ///   - arguments: the program first; with a slash it is a path, else it is looked up in `PATH`.
    ///   - directory: where the program runs and where a relative path counts from.
    ///   - inherited: a descriptor that the program keeps open until it ends, and its children too; its lock ends with the
    ///     last of them.
    package init(_ arguments: [String], directory: String, timeLimit: Duration, inheriting inherited: Int32? = nil) {
        self.arguments = arguments
        self.directory = directory
        self.timeLimit = timeLimit
        self.inherited = inherited
    }

    package struct Outcome: Sendable {
        /// `exit code 3`, or the signal that ended it; `nil` for success.
        package let failure: String?
        /// What it wrote on standard output; empty unless it was asked for.
        package let output: [UInt8]
        /// The end of what it wrote on standard error: as much as `PublicText(endOf:hiding:)` looks at.
        package let errors: [UInt8]
    }

    /// Runs the program to its end. When the task is cancelled, or the time is over, its session is ended.
    /// - Parameters:
    ///   - input: what it reads on standard input. It lies in memory alone, never on a disk.
    ///   - keepsOutput: whether the caller needs what it writes on standard output. Otherwise that goes to /dev/null: the
    ///     exit code alone says how the program ended, however much it writes.
    /// - Throws: `InvocationError`, or `CancellationError`.
    package func run(input: Secret?, keepsOutput: Bool = false) async throws -> Outcome {
        try Task.checkCancellation()
        let stop = rekey_event()
        guard stop >= 0 else { throw InvocationError.notStarted(program: name, reason: "no room for an open file") }
        defer { close(stop) }
        let descriptor = try input.map { try Self.memory(holding: $0) }
        defer { descriptor.map { _ = close($0) } }
        let process = ProgramProcess(
            arguments: arguments, paths: paths, environment: Self.environment.map { "\($0.key)=\($0.value)" },
            directory: directory, input: descriptor, keepsOutput: keepsOutput, inherited: inherited,
            timeLimit: timeLimit, stop: stop)
        let result = try await withTaskCancellationHandler {
            try await OwnThread.run(program: name) { process.perform() }
        } onCancel: {
            rekey_event_set(stop)
        }
        try Task.checkCancellation()
        return try result.get()
    }

    /// Whether the program is there and may be run, as far as that can be seen without running it.
    /// - Throws: `InvocationError.notFound`.
    package func checkPresence() throws(InvocationError) {
        let isThere = paths.contains { path in
            var status = stat()
            return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG && access(path, X_OK) == 0
        }
        if !isThere { throw .notFound(program: name) }
    }

    private var name: String { arguments.first ?? "" }

    /// Where the program may be, in the order in which it is looked for.
    private var paths: [String] {
        if name.contains("/") { return [name.hasPrefix("/") ? name : directory + "/" + name] }
        let folders = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/local/bin:/usr/bin:/bin"
        return folders.split(separator: ":", omittingEmptySubsequences: false).map { folder in
            let folder = folder.isEmpty ? "." : String(folder)
            return (folder.hasPrefix("/") ? folder : directory + "/" + folder) + "/" + name
        }
    }

    /// What this process has, but for what is ours alone.
    private static var environment: [String: String] {
        ProcessInfo.processInfo.environment.merging(WithheldVariables.taken) { own, _ in own }
            .filter { variable in
                !privateNames.contains(variable.key) && !privatePrefixes.contains { variable.key.hasPrefix($0) }
            }
    }

    private static func memory(holding input: Secret) throws -> Int32 {
        let descriptor = input.withBytes { rekey_memory_file($0.baseAddress, $0.count) }
        guard descriptor >= 0 else { throw InvocationError.notStarted(program: "", reason: "no memory for its input") }
        return descriptor
    }
}
