import Engine
import Journal

extension Store {
    /// - Throws: `NotFound` where there is no such run.
    func run(_ reference: RunReference) async throws -> RunRow {
        guard let run = try await journal.run(reference) else { throw NotFound.run(reference) }
        return run
    }

    /// The result of a run that had ended already.
    func ended(_ run: RunRow) async throws -> RunResult {
        RunResult(
            ending: RunEnding(tally: run.tally, state: run.state, stop: nil, wasAnswered: false, wasAttempted: false),
            summary: try await journal.summary(of: run.id))
    }
}
