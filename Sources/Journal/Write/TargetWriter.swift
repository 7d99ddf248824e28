import GRDB
import Model

/// Writes a plan's targets one by one, within the transaction that makes a revision.
struct TargetWriter: TargetSink {
    let database: Database
    let plan: PlanName
    let revision: Int64
    /// The revision before, whose targets are still there.
    let previous: Int64?
    let tally: Tally

    /// What was written so far, and its digest.
    final class Tally {
        var position: Int64 = 0
        var digest = TargetDigest()
        var emptyEntries: [Int] = []
    }

    var count: Int { Int(tally.position) }

    func noteEmpty(entry: Int) { tally.emptyEntries.append(entry) }

    func add(_ target: ListedTarget, entry: Int, columns: [SealedColumn]) throws -> Bool {
        let isNew =
            switch target {
            case .identified(let target): try insert(target, entry: entry, columns)
            case .named(let target): try insert(target, entry: entry, columns)
            }
        guard isNew else { return false }
        tally.position += 1
        tally.digest.add(target, entry: entry, columns: columns)
        return true
    }

    private func insert(_ target: Target, entry: Int, _ columns: [SealedColumn]) throws -> Bool {
        let id = try database.secretID(of: target)
        do {
            try database.change(
                "INSERT INTO revision_targets (revision_id, position, entry, secret_id) VALUES (?, ?, ?, ?)",
                [revision, tally.position, entry, id])
        } catch let error as DatabaseError where error.resultCode == .SQLITE_CONSTRAINT {
            return false
        }
        for column in columns {
            try database.change(
                """
                INSERT INTO column_values (revision_id, secret_id, column_name, sealed, fingerprint)
                VALUES (?, ?, ?, ?, ?)
                """,
                [revision, id, column.name, column.sealed.databaseBlob, column.fingerprint.databaseBlob])
        }
        return true
    }

    private func insert(_ target: NamedTarget, entry: Int, _ columns: [SealedColumn]) throws -> Bool {
        let position = tally.position
        do {
            try database.change(
                """
                INSERT INTO named_targets (revision_id, position, entry, app_name, secret_name) VALUES (?, ?, ?, ?, ?)
                """,
                [revision, position, entry, target.app, target.secret.text])
        } catch let error as DatabaseError where error.resultCode == .SQLITE_CONSTRAINT {
            return false
        }
        for column in columns {
            try database.change(
                """
                INSERT INTO named_values (revision_id, position, column_name, sealed, fingerprint)
                VALUES (?, ?, ?, ?, ?)
                """,
                [revision, position, column.name, column.sealed.databaseBlob, column.fingerprint.databaseBlob])
        }
        return true
    }
}
