import GRDB

/// What is said of a run after its end, without opening the database again.
extension Journal {
    /// - Throws: `NotFound` if the run does not exist.
    package func summary(of run: Int64) throws -> RunSummary {
        // Whoever has the journal open for a run has the lock, and has marked the runs of others.
        guard let summary = try read({ try $0.summaries(where: "runs.id = ?", [run], isAlive: true) }).first else {
            throw NotFound.run(run)
        }
        return summary
    }

    /// The errors of the items that did not succeed, the most frequent first.
    package func causes(of run: Int64) throws -> [JournalReader.Cause] { try read { try $0.causes(of: run) } }
}
