import GRDB
package import Model
package import Secrets

/// Takes a plan's targets in their order, and can bring those that the database has.
package protocol TargetSink {
    /// Targets taken so far.
    var count: Int { get }

    /// - Parameters:
    ///   - entry: the index of the entry under `secrets`.
    ///   - columns: what the list says of it besides.
    /// - Throws: `TargetError.duplicate`, or an error of the database.
    func add(_ target: Target, entry: Int, columns: [SealedColumn]) throws

    /// The same for a target whose app is named; the API says when a run starts which one it is.
    /// - Throws: `TargetError.duplicateName`, or an error of the database.
    func add(_ target: NamedTarget, entry: Int, columns: [SealedColumn]) throws

    /// Gets what the list says of a target in clear, before `add`.
    func look(at values: [(column: String, value: Secret)], of target: ListedTarget, entry: Int)

    /// An entry whose list has no row.
    func noteEmpty(entry: Int)

    /// Adds the rows that another program put into the table `targets` for this plan and secret.
    /// - Throws: `TargetError.badRow` for the first that is no target or is listed twice.
    func addImported(secret: SecretName, entry: Int) throws

    /// Adds the targets that the entry had in the revision before.
    func addPrevious(entry: Int) throws

    /// - Throws: `TargetError.leftOver` when the table `targets` names secrets for this plan but these.
    func checkImported(taken: [SecretName]) throws
}

extension TargetSink {
    package func look(at values: [(column: String, value: Secret)], of target: ListedTarget, entry: Int) {}
}

/// Where a sink finds what the database has already.
protocol DatabaseTargetSink: TargetSink {
    var database: Database { get }
    var plan: String { get }
    var previous: Int64? { get }
}

extension TargetWriter: DatabaseTargetSink {}
extension TargetCollector: DatabaseTargetSink {}

extension DatabaseTargetSink {
    package func addImported(secret: SecretName, entry: Int) throws {
        let rows = try String.fetchCursor(
            database,
            sql: "SELECT app_id FROM targets WHERE plan = ? AND secret_name = ? ORDER BY rowid",
            arguments: [plan, secret.text])
        var number = 0
        while let app = try rows.next() {
            number += 1
            do {
                try add(Target(app: AppID(app), secret: secret), entry: entry, columns: [])
            } catch let refusal as InvalidInput {
                throw TargetError.badRow(number, secret: secret, refusal)
            } catch TargetError.duplicate {
                throw TargetError.badRow(
                    number, secret: secret,
                    InvalidInput("\(quoted(app)) is in the plan twice", fix: "delete one of the rows"))
            }
        }
    }

    package func addPrevious(entry: Int) throws {
        let rows = try Row.fetchCursor(
            database,
            sql: """
                SELECT secret_id, app_id, secret_name
                  FROM revision_targets JOIN secrets ON secrets.id = secret_id
                 WHERE revision_id = ? AND entry = ?
                 ORDER BY position
                """,
            arguments: [previous, entry])
        while let row = try rows.next() {
            try add(
                Target(app: AppID(stored: row["app_id"]), secret: SecretName(stored: row["secret_name"])),
                entry: entry, columns: try previousColumns(of: row["secret_id"]))
        }
        guard let previous else { return }
        for row in try NamedRow.fetch(database, revision: previous) where row.entry == entry {
            try add(row.target, entry: entry, columns: row.columns)
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

    package func checkImported(taken: [SecretName]) throws {
        let names = try String.fetchAll(
            database, sql: "SELECT DISTINCT secret_name FROM targets WHERE plan = ?", arguments: [plan])
        if let stray = names.first(where: { name in !taken.contains { $0.text == name } }) {
            throw TargetError.leftOver(secret: stray)
        }
    }
}
