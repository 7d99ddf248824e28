import GRDB
import Model

/// Takes the targets of a plan in their order, and adds those that the database has.
protocol TargetSink {
    var database: Database { get }
    var plan: PlanName { get }
    /// The revision before, whose targets are still there.
    var previous: Int64? { get }
    /// Targets taken so far.
    var count: Int { get }

    /// - Parameters:
    ///   - entry: the index of the entry under `secrets`.
    ///   - columns: what the list says of the target besides.
    /// - Returns: whether the target is new; a second one is not taken.
    func add(_ target: ListedTarget, entry: Int, columns: [SealedColumn]) throws -> Bool

    /// An entry whose list has no row.
    func noteEmpty(entry: Int)
}

extension TargetSink {
    /// Takes all targets of a plan.
    /// - Throws: `TargetError`, what is wrong with a list, or an error of the database.
    func take(_ order: NewRevision) throws {
        var targets = order.targets.makeIterator()
        var imported: [SecretName] = []
        var before = 0
        while let step = try targets.next() {
            switch step {
            case .target(let target, let entry, let columns):
                guard try add(target, entry: entry, columns: columns) else {
                    throw TargetError.twice(target, position: targets.position)
                }
            case .imported(let secret, let entry):
                imported.append(secret)
                try addImported(secret: secret, entry: entry, origin: order.origin)
            case .previous(let entry):
                try addPrevious(entry: entry, origin: order.origin)
            case .end(let entry):
                if count == before {
                    guard !order.needsTargets else { throw TargetError.none(position: order.origin, entry: entry) }
                    noteEmpty(entry: entry)
                }
                before = count
            }
        }
        try checkImported(taken: imported)
    }

    private func addImported(secret: SecretName, entry: Int, origin: String) throws {
        let rows = try String.fetchCursor(
            database,
            sql: "SELECT app_id FROM targets WHERE plan = ? AND secret_name = ? ORDER BY rowid",
            arguments: [plan.text, secret.text])
        var number = 0
        while let app = try rows.next() {
            number += 1
            do {
                let target = Target(app: try AppID(app), secret: secret)
                guard try add(.identified(target), entry: entry, columns: []) else {
                    throw InvalidInput("\(quoted(app)) is in the plan twice", fix: "delete one of the rows")
                }
            } catch let refusal as InvalidInput {
                throw TargetError.badRow(number, secret: secret, position: origin, refusal)
            }
        }
    }

    private func addPrevious(entry: Int, origin: String) throws {
        let rows = try Row.fetchCursor(
            database,
            sql: """
                SELECT secret_id, app_id, secret_name
                  FROM revision_targets JOIN secrets ON secrets.id = secret_id
                 WHERE revision_id = ? AND entry = ?
                 ORDER BY position
                """,
            arguments: [previous, entry])
        let addOne = { (target: ListedTarget, columns: [SealedColumn]) in
            guard try add(target, entry: entry, columns: columns) else {
                throw TargetError.twice(target, position: "\(origin): secrets[\(entry)].targets")
            }
        }
        while let row = try rows.next() {
            let target = Target(app: AppID(stored: row["app_id"]), secret: SecretName(stored: row["secret_name"]))
            try addOne(.identified(target), try previousColumns(of: row["secret_id"]))
        }
        guard let previous else { return }
        for row in try NamedRow.fetch(database, revision: previous) where row.entry == entry {
            try addOne(.named(row.target), row.columns)
        }
    }

    private func previousColumns(of secret: Int64) throws -> [SealedColumn] {
        let statement = try database.cachedStatement(
            sql: """
                SELECT column_name, sealed, fingerprint FROM column_values WHERE revision_id = ? AND secret_id = ?
                 ORDER BY column_name
                """)
        return try SealedColumn.fetch(statement, [previous, secret])
    }

    /// - Throws: `TargetError.leftOver` when the table `targets` names other secrets for this plan than these.
    private func checkImported(taken: [SecretName]) throws {
        let names = try String.fetchAll(
            database, sql: "SELECT DISTINCT secret_name FROM targets WHERE plan = ?", arguments: [plan.text])
        if let stray = names.first(where: { name in !taken.contains { $0.text == name } }) {
            throw TargetError.leftOver(plan: plan, secret: stray)
        }
    }
}
