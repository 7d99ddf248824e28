import CProcess
import Foundation
package import Secrets

/// Calls a program: without a shell, in its own session, with a time limit, and without rekey's credentials.
package struct Invocation: Sendable {
    /// The program and its arguments; never empty.
    private let arguments: [String]
    private let directory: String
    private let timeLimit: Duration
    private let inherited: Int32?

    /// If the output is a value, more than this on standard output is an error.
    package static let maxOutputBytes = 1_048_576
    /// Variables that may contain a credential of rekey or show where the sealed values are.
    private static let privatePrefixes = ["NX1_", "LAKEHOUSE_", "REKEY_"]
    /// The folder that this variable names may contain the key that opens all values.
    private static let privateNames: Set = ["CREDENTIALS_DIRECTORY"]

    /// - Parameters:
    ///   - arguments: the program first; with a slash it is a path, otherwise it is looked up in `PATH`.
    ///   - directory: where the program runs; relative paths count from it.
    ///   - inherited: a descriptor that the program and its children keep open until they end; the lock on it is
    ///     released with the last of them.
    package init(_ arguments: [String], directory: String, timeLimit: Duration, inheriting inherited: Int32? = nil) {
        self.arguments = arguments
        self.directory = directory
        self.timeLimit = timeLimit
        self.inherited = inherited
    }

    package struct Outcome: Sendable {
        /// `exit code 3`, or the signal that ended it; `nil` for success.
        package let failure: String?
        /// Its standard output; empty unless it was requested.
        package let output: [UInt8]
        /// The end of its standard error: as much as `PublicText(endOf:hiding:)` examines.
        package let errors: [UInt8]
    }

    /// Runs the program to its end. If the task is cancelled, or the time limit is reached, its session is ended.
    /// - Parameters:
    ///   - input: its standard input. It exists in memory only, never on a disk.
    ///   - keepsOutput: whether the caller needs the standard output. Otherwise it goes to /dev/null: only the exit
    ///     code counts, however much the program writes.
    /// - Throws: `InvocationError`, or `CancellationError`.
    package func run(input: Secret?, keepsOutput: Bool = false) async throws -> Outcome {
        try Task.checkCancellation()
        let stop = rekey_event()
        guard stop >= 0 else { throw InvocationError.notStarted(program: name, reason: "no descriptor is available") }
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

    /// Checks that the program exists and is executable, as far as possible without running it.
    /// - Throws: `InvocationError.notFound`.
    package func checkPresence() throws(InvocationError) {
        let isThere = paths.contains { path in
            var status = stat()
            return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG && access(path, X_OK) == 0
        }
        if !isThere { throw .notFound(program: name) }
    }

    private var name: String { arguments.first ?? "" }

    /// The paths where the program may be, in the order of the lookup.
    private var paths: [String] {
        if name.contains("/") { return [name.hasPrefix("/") ? name : directory + "/" + name] }
        let folders = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/local/bin:/usr/bin:/bin"
        return folders.split(separator: ":", omittingEmptySubsequences: false).map { folder in
            let folder = folder.isEmpty ? "." : String(folder)
            return (folder.hasPrefix("/") ? folder : directory + "/" + folder) + "/" + name
        }
    }

    /// The environment of this process, without rekey's own variables.
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
