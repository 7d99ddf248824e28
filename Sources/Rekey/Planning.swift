package import JobFile
package import Journal
package import Model
import Values

/// What is done with plans that are in the database: look at them, remove them.
package struct Planning: Sendable {
    private let journal: Journal
    private let reader = PlanReader()

    package init(journal: Journal) {
        self.journal = journal
    }

    package func list() async throws -> [PlanRow] { try await journal.plans() }

    /// - Throws: `RequestError` when there is no such plan.
    package func row(_ name: String) async throws -> PlanRow {
        guard let row = try await journal.plan(name) else {
            throw RequestError("there is no plan \(quoted(name)); `rekey plan list` shows them")
        }
        return row
    }

    /// A plan of the database, checked.
    package func plan(_ name: String) async throws -> (row: PlanRow, file: JobFile) {
        let row = try await row(name)
        return (row, try reader.read(row: row, database: journal.path, isRun: false).file)
    }

    /// The plan as a job file.
    package func export(_ name: String) async throws -> String {
        try JobFile.yaml(definition: try await row(name).definition)
    }

    package func remove(_ name: String) async throws {
        guard try await journal.removePlan(name) else {
            throw RequestError("there is no plan \(quoted(name)); `rekey plan list` shows them")
        }
    }

    /// The requests that a run would send, without writing or sending anything.
    /// - Returns: the first `most` in the plan's order, how many there are in all, and the entries whose targets only
    ///   the API knows.
    package func requests(
        of name: String, apps: [AppID], secrets: [SecretName], shard: Shard?, most: Int
    ) async throws -> (first: [PlannedRequest], total: Int, lookups: [Int]) {
        let row = try await row(name)
        let (file, order) = try reader.read(row: row, database: journal.path, isRun: true)
        let written = WrittenKeys(directory: order.directory)
        let (first, total) = try await journal.targets(of: order, most: most) { target in
            (apps.isEmpty || apps.contains(target.app)) && (secrets.isEmpty || secrets.contains(target.secret))
                && (shard?.holds(target) ?? true)
        }
        let requests = first.map { target, entry in
            do {
                let keys = try written.keys(of: target, file.plan.entries[entry], appName: nil)
                return PlannedRequest(target: target, keys: keys, problem: nil)
            } catch {
                return PlannedRequest(target: target, keys: [], problem: "\(error)")
            }
        }
        return (requests, total, file.plan.entries.indices.filter { file.plan.entries[$0].targets.isLookup })
    }
}
