import ArgumentParser
import Foundation
import Rekey

#if canImport(Glibc)
    import Glibc
#endif

/// Asks for confirmation before an action that cannot be undone.
struct Confirmation: ParsableArguments {
    @Flag(help: "Do not ask for confirmation.")
    var yes = false

    /// - Parameters:
    ///   - question: without the question mark.
    ///   - consequence: what would happen, for callers that cannot be asked.
    /// - Throws: `RequestError` if the answer is no, or if there is no terminal for an answer.
    func ask(_ question: String, consequence: String) throws {
        if yes { return }
        guard isatty(STDIN_FILENO) == 1 else { throw RequestError("\(consequence); confirm it with --yes") }
        StandardError.write("\(question)? [y/N] ")
        guard ["y", "yes"].contains(readLine()?.lowercased() ?? "") else { throw RequestError("nothing was done") }
    }
}
