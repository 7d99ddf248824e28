import Files
package import JobFile
package import Journal
import Model

/// Converts job files, and plans from the database, to what the journal applies.
package struct PlanReader: Sendable {
    private let columns: ColumnSealer?

    /// - Parameter columns: seals the values of lists; without it they are only checked.
    package init(columns: ColumnSealer? = nil) {
        self.columns = columns
    }

    /// What applying a file would change.
    func revision(_ named: NamedJobFile) -> NewRevision {
        revision(
            named.file, directory: FilePaths.folder(of: named.path), file: FilePaths.whole(named.path),
            keepsLists: false, isRun: false, origin: named.path)
    }

    /// A plan from the database, checked like a file.
    /// - Throws: `JobFileError`.
    package func read(row: PlanRow, database: String, isRun: Bool) throws -> (file: JobFile, revision: NewRevision) {
        let file = try JobFile(definition: row.definition, plan: row.name)
        // An unchanged plan keeps the targets from its lists at the time when it was applied: a run reads only the
        // database.
        let keepsLists = row.revisedDefinition == file.definition
        let directory = row.directory ?? FilePaths.folder(of: database)
        return (
            file, revision(file, directory: directory, keepsLists: keepsLists, isRun: isRun, origin: "plan \(row.name)")
        )
    }

    /// Whether the plan in the database is exactly its latest revision, so that nothing needs to be written.
    package func isCurrent(_ row: PlanRow, _ file: JobFile) -> Bool {
        row.revisedDefinition == file.definition && !file.plan.entries.contains { $0.targets == .table }
    }

    private func revision(
        _ file: JobFile, directory: String, file path: String? = nil, keepsLists: Bool, isRun: Bool, origin: String
    ) -> NewRevision {
        NewRevision(
            name: file.plan.name, definition: file.definition, directory: directory, file: path, origin: origin,
            asksAPI: file.plan.entries.contains(where: \.targets.isLookup), needsTargets: isRun,
            targets: SealedTargets(
                targets: ListedTargets(of: file.plan, directory: directory, keepsLists: keepsLists, origin: origin),
                plan: file.plan.name, columns: columns))
    }
}
