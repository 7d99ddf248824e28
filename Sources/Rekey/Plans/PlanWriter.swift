package import Journal

/// Writes plans from job files to the database.
package struct PlanWriter: Sendable {
    private let journal: Journal
    private let reader: PlanReader

    package init(store: Store) async throws {
        journal = store.journal
        reader = PlanReader(columns: try await store.columnSealer())
    }

    /// Applies job files, all or none.
    /// - Parameter isTrial: only report what would change.
    package func apply(
        _ files: [NamedJobFile], isTrial: Bool = false
    ) async throws -> (changes: [PlanChange], conflicts: [PlanConflict]) {
        try await journal.applyAndCompare(files.map(reader.revision), isTrial: isTrial)
    }

    /// Reads and applies job files, all or none.
    package func apply(_ paths: [String]) async throws -> [PlanChange] {
        try await apply(NamedJobFile.read(paths)).changes
    }
}
