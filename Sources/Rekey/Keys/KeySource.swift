import Foundation
import Model
package import Secrets
import Subprocesses
import Values

/// The source of the master key.
package enum KeySource: Sendable {
    /// A file: 32 bytes, or 64 hexadecimal digits.
    case file(String)
    /// A program that writes the same to its standard output: a KMS, a password store. No shell is used.
    case command([String])

    /// The name for messages.
    package var name: String {
        switch self {
        case .file(let path): path
        case .command(let arguments): "the key of `\(arguments.joined(separator: " "))`"
        }
    }

    private static let timeLimit: Duration = .seconds(30)

    /// - Throws: `ValueError.keyFile` if there is no key, or others can read it.
    package func read() async throws -> Secret {
        switch self {
        case .file(let path): return try KeyFile(path: path).read()
        case .command(let arguments):
            let folder = FileManager.default.currentDirectoryPath
            do {
                let outcome = try await Invocation(arguments, directory: folder, timeLimit: Self.timeLimit)
                    .run(input: nil, keepsOutput: true)
                if let failure = outcome.failure { throw wrong("it ended with \(failure); run it by hand to see why") }
                guard let key = KeyFile.key(in: outcome.output) else {
                    throw wrong("it did not write a key of 32 bytes, raw or as 64 hexadecimal digits")
                }
                return key
            } catch let error as InvocationError {
                throw wrong("\(error)")
            }
        }
    }

    private func wrong(_ what: String) -> ValueError { .keyFile(path: name, InvalidInput(what)) }
}
