import Journal
import Model
import Secrets
import Subprocesses
import Values

/// Values that take long: what a program writes, and large keys.
struct ProgramSource: Sendable {
    /// Where programs run, and relative paths of theirs count from.
    let directory: String
    /// What keeps the next runner off while a program runs.
    var inheritable: Int32?

    /// - Returns: the value, or why the item cannot have it.
    /// - Throws: `CancellationError`.
    func value(of key: KeyPolicy, for item: ItemRow) async throws -> Result<Secret, InvalidInput> {
        switch key.source {
        case .command(let call): try await output(of: call, for: item)
        case .generate(.keypair(let algorithm)): .success(try KeyPair.make(algorithm))
        default: .failure(InvalidInput("\(key.name) has no program", fix: "report this"))
        }
    }

    /// A newline at the end goes, as in a shell's `$(…)`: nearly every program writes one that is not meant. It stays
    /// in PEM text, which some readers of keys refuse without it.
    private func output(of call: ProgramCall, for item: ItemRow) async throws -> Result<Secret, InvalidInput> {
        do {
            let arguments = try call.arguments.map { try $0.resolved(for: item.target, appName: item.appName) }
            let outcome = try await Invocation(
                arguments, directory: directory, timeLimit: call.timeLimit, inheriting: inheritable
            ).run(input: nil, keepsOutput: true)
            if let failure = outcome.failure {
                return .failure(
                    InvalidInput("\(arguments[0]) ended with \(failure)", fix: "run it by hand to see why"))
            }
            var bytes = outcome.output[...]
            if !bytes.starts(with: Array("-----BEGIN ".utf8)) {
                if bytes.last == UInt8(ascii: "\n") { bytes.removeLast() }
                if bytes.last == UInt8(ascii: "\r") { bytes.removeLast() }
            }
            guard !bytes.isEmpty else {
                return .failure(InvalidInput("\(arguments[0]) wrote nothing", fix: "make it write the value"))
            }
            return .success(bytes.withUnsafeBytes { Secret(copying: $0) })
        } catch let refusal as InvalidInput {
            return .failure(refusal)
        } catch let error as InvocationError {
            return .failure(InvalidInput("\(error)"))
        }
    }
}
