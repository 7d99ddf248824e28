import Foundation
import GRDB
package import Model

/// A target of a revision whose app is named, with what its list says of it besides.
package struct NamedRow: Sendable {
    package let target: NamedTarget
    package let entry: Int
    package let columns: [SealedColumn]

    package init(target: NamedTarget, entry: Int, columns: [SealedColumn]) {
        self.target = target
        self.entry = entry
        self.columns = columns
    }

    /// In the plan's order.
    static func fetch(_ database: Database, revision: Int64) throws -> [NamedRow] {
        let rows = try Row.fetchCursor(
            database.cachedStatement(
                sql:
                    "SELECT position, entry, app_name, secret_name FROM named_targets WHERE revision_id = ? ORDER BY position"
            ), arguments: [revision])
        var named: [NamedRow] = []
        while let row = try rows.next() {
            named.append(
                NamedRow(
                    target: NamedTarget(app: row["app_name"], secret: SecretName(stored: row["secret_name"])),
                    entry: row["entry"], columns: try columns(database, revision: revision, position: row["position"])))
        }
        return named
    }

    private static func columns(_ database: Database, revision: Int64, position: Int64) throws -> [SealedColumn] {
        try SealedColumn.fetch(
            database.cachedStatement(
                sql: """
                    SELECT column_name, sealed, fingerprint FROM named_values WHERE revision_id = ? AND position = ?
                     ORDER BY column_name
                    """), [revision, position])
    }
}

extension Journal {
    /// The targets of a plan's latest revision whose apps are named.
    package func namedTargets(ofPlan plan: String) throws -> [NamedRow] {
        try read { database in
            let revision = try Int64.fetchOne(
                database, sql: "SELECT id FROM revisions WHERE plan = ? ORDER BY number DESC LIMIT 1", arguments: [plan]
            )
            return try revision.map { try NamedRow.fetch(database, revision: $0) } ?? []
        }
    }
}
