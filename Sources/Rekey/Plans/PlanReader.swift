import Files
package import JobFile
package import Journal
import Model

/// Turns job files, and plans that stand in the database, into what the journal applies.
package struct PlanReader: Sendable {
    private let columns: ColumnSealer?

    /// - Parameter columns: seals what lists say; without it that is checked and forgotten.
    package init(columns: ColumnSealer? = nil) {
        self.columns = columns
    }

    /// What applying a file that was read would do.
    func order(_ named: NamedJobFile) -> NewRevision {
        order(
            named.file, directory: FilePaths.folder(of: named.path), file: FilePaths.whole(named.path),
            keepsLists: false, isRun: false, origin: named.path)
    }

    /// A plan as the database has it, checked like a file.
    /// - Throws: `JobFileError`.
    package func read(row: PlanRow, database: String, isRun: Bool) throws -> (file: JobFile, order: NewRevision) {
        let file = try JobFile(definition: row.definition, plan: row.name)
        // An unchanged plan keeps the targets that its lists gave when it was applied: a run reads the database alone.
        let keepsLists = row.revisedDefinition == file.definition
        let directory = row.directory ?? FilePaths.folder(of: database)
        return (
            file, order(file, directory: directory, keepsLists: keepsLists, isRun: isRun, origin: "plan \(row.name)")
        )
    }

    /// Whether the plan in the database is exactly what its latest revision says, so that nothing has to be written.
    package func isCurrent(_ row: PlanRow, _ file: JobFile) -> Bool {
        row.revisedDefinition == file.definition && !file.plan.entries.contains { $0.targets == .table }
    }

    private func order(
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
