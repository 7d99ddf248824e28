import CProcess
import Foundation
package import Secrecy
import Subprocess
import SystemPackage

/// Calls another program: without a shell, in a session of its own, with a time limit, and without our credentials.
package struct Invocation: Sendable {
    /// The program and its arguments; never empty.
    private let arguments: [String]
    private let directory: String
    private let timeLimit: Duration

    /// More than this on standard output or standard error is an error.
    package static let mostOutputBytes = 1_048_576
    /// Variables that could hold a credential of ours, or say where the sealed values are.
    private static let privatePrefixes = ["NX1_", "LAKEHOUSE_", "REKEY_"]
    /// The folder that it names may hold the key that opens all values.
    private static let privateNames: Set = ["CREDENTIALS_DIRECTORY"]
    /// Between SIGTERM and SIGKILL.
    private static let grace: Duration = .seconds(1)

    /// - Parameters:
    ///   - arguments: the program first; with a slash it is a path, else it is looked up in `PATH`.
    ///   - directory: where the program runs and where a relative path counts from.
    package init(_ arguments: [String], directory: String, timeLimit: Duration) {
        self.arguments = arguments
        self.directory = directory
        self.timeLimit = timeLimit
    }

    package struct Outcome: Sendable {
        /// `exit code 3`, or the signal that ended it; `nil` for success.
        package let failure: String?
        package let output: [UInt8]
        package let errors: [UInt8]
    }

    /// Runs the program to its end. When the task is cancelled, or the time is over, its session is ended.
    /// - Parameter input: what it reads on standard input. It lies in memory alone, never on a disk.
    /// - Throws: `InvocationError`, or `CancellationError`.
    package func run(input: Secret?) async throws -> Outcome {
        let descriptor = try input.map { try Self.memory(holding: $0) }
        defer { descriptor.map { _ = close($0) } }
        let limit = timeLimit
        let outcome = try await withThrowingTaskGroup(of: Outcome?.self) { group in
            group.addTask { try await run(reading: descriptor) }
            group.addTask {
                try await Task.sleep(for: limit)
                return nil
            }
            defer { group.cancelAll() }
            return try await group.next() ?? nil
        }
        try Task.checkCancellation()
        guard let outcome else { throw InvocationError.timedOut(program: name, after: limit) }
        return outcome
    }

    private var name: String { arguments.first ?? "" }

    private func run(reading descriptor: Int32?) async throws -> Outcome {
        var options = PlatformOptions()
        options.createSession = true
        options.teardownSequence = [
            .send(signal: .terminate, toProcessGroup: true, allowedDurationToNextStep: Self.grace)
        ]
        let executable: Executable =
            name.contains("/") ? .path(FilePath(name.hasPrefix("/") ? name : directory + "/" + name)) : .name(name)
        do {
            let input =
                try descriptor.map(FileDescriptor.init(rawValue:)) ?? FileDescriptor.open("/dev/null", .readOnly)
            let result = try await Subprocess.run(
                executable, arguments: Arguments(Array(arguments.dropFirst())), environment: Self.environment,
                workingDirectory: FilePath(directory), platformOptions: options,
                input: .fileDescriptor(input, closeAfterSpawningProcess: descriptor == nil),
                output: .sequence, error: .sequence
            ) { execution in
                async let output = Self.bytes(of: execution.standardOutput)
                async let errors = Self.bytes(of: execution.standardError)
                return (output: try await output, errors: try await errors)
            }
            guard let output = result.closureResult.output, let errors = result.closureResult.errors else {
                throw InvocationError.tooMuchOutput(program: name)
            }
            return Outcome(failure: Self.failure(result.terminationStatus), output: output, errors: errors)
        } catch let error as SubprocessError {
            throw InvocationError(error, program: name)
        }
    }

    /// What a program writes, to its end; `nil` when that is too much. The rest is read all the same: a program whose
    /// output nobody reads waits for ever.
    private static func bytes(of stream: SubprocessOutputSequence) async throws -> [UInt8]? {
        var bytes: [UInt8]? = []
        for try await buffer in stream {
            buffer.withUnsafeBytes { bytes?.append(contentsOf: $0) }
            if bytes.map({ $0.count > mostOutputBytes }) == true { bytes = nil }
        }
        return bytes
    }

    private static func failure(_ status: TerminationStatus) -> String? {
        switch status {
        case .exited(0): nil
        case .exited(let code): "exit code \(code)"
        case .signaled(let number): "signal \(number)"
        }
    }

    /// What this process has, but for what is ours alone.
    private static var environment: Environment {
        let kept = ProcessInfo.processInfo.environment.merging(WithheldVariables.taken) { own, _ in own }
            .filter { variable in
                !privateNames.contains(variable.key) && !privatePrefixes.contains { variable.key.hasPrefix($0) }
            }
        return .custom(
            Dictionary(uniqueKeysWithValues: kept.map { (Environment.Key(stringLiteral: $0.key), $0.value) }))
    }

    private static func memory(holding input: Secret) throws -> Int32 {
        let descriptor = input.withBytes { rekey_memory_file($0.baseAddress, $0.count) }
        guard descriptor >= 0 else { throw InvocationError.notStarted(program: "", reason: "no memory for its input") }
        return descriptor
    }
}
