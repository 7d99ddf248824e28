import Engine
import Journal

extension Store {
    /// - Throws: `NotFound` if the run does not exist.
    func run(_ reference: RunReference) async throws -> RunRow {
        guard let run = try await journal.run(reference) else { throw NotFound.run(reference) }
        return run
    }

    /// The result of a run that has already ended.
    func ended(_ run: RunRow) async throws -> RunResult {
        RunResult(
            ending: RunEnding(tally: run.tally, state: run.state, stop: nil, wasAnswered: false, wasAttempted: false),
            summary: try await journal.summary(of: run.id))
    }
}
