import Journal

extension Store {
    /// - Throws: `RequestError` if the run does not exist.
    func run(_ reference: RunReference) async throws -> RunRow {
        guard let run = try await journal.run(reference) else { throw RequestError(reference.missing) }
        return run
    }
}
