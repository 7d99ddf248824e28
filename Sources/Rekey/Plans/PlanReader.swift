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

    /// - Throws: `JobFileError`.
    package func read(file path: String) throws -> (file: JobFile, revision: NewRevision) {
        let named = NamedJobFile(path: path, file: try JobFile(contentsOf: path))
        return (named.file, revision(named))
    }

    /// What applying a file would change.
    func revision(_ named: NamedJobFile) -> NewRevision {
        revision(
            named.file, directory: FilePaths.folder(of: named.path), file: FilePaths.whole(named.path),
            keepsLists: false,
            isRun: false, place: named.path)
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
            file, revision(file, directory: directory, keepsLists: keepsLists, isRun: isRun, place: "plan \(row.name)")
        )
    }

    /// Whether the plan in the database is exactly its latest revision, so that nothing needs to be written.
    package func isCurrent(_ row: PlanRow, _ file: JobFile) -> Bool {
        row.revisedDefinition == file.definition && !file.plan.entries.contains { $0.targets == .table }
    }

    private func revision(
        _ file: JobFile, directory: String, file path: String? = nil, keepsLists: Bool, isRun: Bool, place: String
    ) -> NewRevision {
        let plan = file.plan
        let asksAPI = plan.entries.contains(where: \.targets.isLookup)
        return NewRevision(
            name: plan.name, definition: file.definition, directory: directory, file: path, asksAPI: asksAPI
        ) { sink in
            for (index, entry) in plan.entries.enumerated() {
                let before = sink.count
                try add(entry, index, to: sink, plan, directory: directory, keepsLists: keepsLists, place: place)
                if sink.count == before, !entry.targets.isLookup {
                    // A list may be filled later, but a run without targets is a mistake.
                    guard !isRun else { throw PlanTargetsError.none(place: place, entry: index) }
                    sink.noteEmpty(entry: index)
                }
            }
            let taken = plan.entries.compactMap { $0.targets == .table ? $0.secret : nil }
            do {
                try sink.checkImported(taken: taken)
            } catch TargetError.leftOver(let secret) {
                throw PlanTargetsError.leftOver(plan: plan.name, secret: secret)
            }
        }
    }

    private func add(
        _ entry: SecretEntry, _ index: Int, to sink: any TargetSink, _ plan: Plan, directory: String, keepsLists: Bool,
        place: String
    ) throws {
        switch entry.targets {
        case .apps(let apps):
            guard let secret = entry.secret else { return }
            for app in apps {
                let target = Target(app: app, secret: secret)
                do {
                    try sink.add(target, entry: index, columns: [])
                } catch TargetError.duplicate {
                    throw PlanTargetsError.twice(.identified(target), place: "\(place): secrets[\(index)].targets.apps")
                }
            }
        case .csv where keepsLists:
            try sink.addPrevious(entry: index)
        case .csv(let list):
            let table = TargetTable(
                path: FilePaths.resolve(list.path, from: directory), name: list.path, secret: entry.secret,
                columns: Self.columns(of: entry), delimiter: list.delimiter, own: list.columns)
            try add(table, entry, index, to: sink, plan: plan.name)
        case .lookup: break  // the API is asked when a run starts
        case .table:
            guard let secret = entry.secret else { return }
            do {
                try sink.addImported(secret: secret, entry: index)
            } catch TargetError.badRow(let number, let secret, let invalid) {
                throw PlanTargetsError.badRow(number, secret: secret, place: place, invalid)
            }
        }
    }

    private static func columns(of entry: SecretEntry) -> TargetTable.Columns {
        switch entry.keysFrom?.listed?.form {
        case .allColumns: .keys(needed: entry.columns)
        case .columns(let names): .named(entry.columns + names.filter { !entry.columns.contains($0) })
        case .rows(let key, let value): .rows(key: key, value: value)
        case nil: .named(entry.columns)
        }
    }

    private func add(_ table: TargetTable, _ entry: SecretEntry, _ index: Int, to sink: any TargetSink, plan: PlanName)
        throws
    {
        let rules = entry.columnRules
        let listed = entry.keysFrom?.listed
        try table.forEach { row in
            do {
                let row = try listed.map { try Self.withoutSkipped(row, $0, entry) } ?? row
                let values = try CSVColumnValues.checked(row, rules, keys: listed)
                sink.look(at: values, of: row.target, entry: index)
                switch row.target {
                case .identified(let target):
                    try sink.add(
                        target, entry: index, columns: try columns?.sealed(values, of: target, plan: plan) ?? [])
                case .named(let target):
                    try sink.add(
                        target, entry: index, columns: try columns?.sealed(values, of: target, plan: plan) ?? [])
                }
            } catch TargetError.duplicate, TargetError.duplicateName {
                throw PlanTargetsError.twice(row.target, place: "\(table.name):\(row.line)")
            } catch let error as ListedValueError {
                throw table.wrong(row.line(of: error.column), error.invalid)
            } catch let invalid as InvalidInput {
                throw table.wrong(row.line, invalid)
            }
        }
    }

    /// A row without the keys that have no value, if those are skipped.
    private static func withoutSkipped(
        _ row: TargetTable.Row, _ keys: ListedKeys, _ entry: SecretEntry
    ) throws -> TargetTable.Row {
        let own = Set(entry.listedKeys(in: row.fields.map(\.column)))
        let kept = row.fields.filter { field in
            let isEmpty = keys.rules.trims ? field.text.allSatisfy(\.isWhitespace) : field.text.isEmpty
            return !(keys.skipsEmpty && own.contains(field.column) && isEmpty)
        }
        guard !entry.keys.isEmpty || !kept.isEmpty else {
            throw InvalidInput(
                "no key has a value, so nothing would be sent", fix: "write a value, or remove the row")
        }
        return row.with(kept)
    }
}
