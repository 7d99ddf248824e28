import Journal
import Model
import Secrets
import Subprocesses

/// Asks a program whether the next wave may begin.
struct Gate: Sendable {
    let call: ProgramCall
    let run: RunRow
    /// What keeps the next runner off while the program runs.
    let inheritable: Int32?

    /// - Parameter hiding: what must not appear in the program's words; asked for when there are any.
    /// - Returns: why it may not; `nil` when it may.
    /// - Throws: `CancellationError`.
    func ask(_ tally: RunTally, hiding: @Sendable () async -> Scrubber) async throws -> PublicText? {
        let input = OutputValue.object([("plan", .text(run.plan)), ("run", .integer(run.id))] + tally.fields)
        let arguments = call.arguments.map(\.plainText)
        do {
            let invocation = Invocation(
                arguments, directory: run.directory, timeLimit: call.timeLimit, inheriting: inheritable)
            let outcome = try await invocation.run(input: Secret(utf8: input.json(.compact) + "\n"))
            guard let failure = outcome.failure else { return nil }
            return await ProgramFailure(program: arguments[0], failure: failure).text(
                errors: outcome.errors, hiding: hiding)
        } catch let error as InvocationError {
            return PublicText(error)
        }
    }
}
