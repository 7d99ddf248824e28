import ArgumentParser
import Foundation
import Rekey

#if canImport(Glibc)
    import Glibc
#endif

/// Asks before something that cannot be taken back.
struct Confirmation: ParsableArguments {
    @Flag(help: "Do not ask.")
    var yes = false

    /// - Parameters:
    ///   - question: without its question mark.
    ///   - consequence: what would happen, for those who cannot be asked.
    /// - Throws: `RequestError` when the answer is no, or when nobody is there to give one.
    func ask(_ question: String, consequence: String) throws {
        if yes { return }
        guard isatty(STDIN_FILENO) == 1 else { throw RequestError("\(consequence); confirm it with --yes") }
        StandardError.write("\(question)? [y/N] ")
        guard ["y", "yes"].contains(readLine()?.lowercased() ?? "") else { throw RequestError("nothing was done") }
    }
}
