package import JobFile
package import Journal
package import Model
import Values

/// What is done with plans: validate, apply, look at, remove.
package struct Planning: Sendable {
    private let journal: Journal
    private let reader = PlanReader()

    package init(journal: Journal) {
        self.journal = journal
    }

    /// Applies job files, all or none.
    /// - Parameter isTrial: only tell what would change.
    package func apply(_ paths: [String], isTrial: Bool = false) async throws -> [PlanChange] {
        var orders: [PlanOrder] = []
        for path in paths {
            let (file, order) = try reader.read(file: path)
            if let twin = orders.firstIndex(where: { $0.name == file.plan.name }) {
                throw RequestError(
                    "\(paths[twin]) and \(path) both define the plan \(file.plan.name); name one of them")
            }
            orders.append(order)
        }
        return try await journal.apply(orders, isTrial: isTrial)
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
    /// - Returns: the first `most` in the plan's order, and how many there are in all.
    package func requests(
        of name: String, apps: [AppID], secrets: [SecretName], most: Int
    ) async throws -> (first: [(target: Target, keys: [KeyName])], total: Int) {
        let row = try await row(name)
        let (file, order) = try reader.read(row: row, database: journal.path, isRun: true)
        let keys = file.plan.entries.map { $0.keys.map(\.name) }
        let (first, total) = try await journal.targets(of: order, most: most) { target in
            (apps.isEmpty || apps.contains(target.app)) && (secrets.isEmpty || secrets.contains(target.secret))
        }
        return (first.map { ($0.target, keys[$0.entry]) }, total)
    }
}
