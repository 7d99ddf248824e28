import GRDB
import Model

/// Writes a plan's targets one by one, within the transaction that makes a revision.
struct TargetWriter: TargetSink {
    let database: Database
    let plan: String
    let revision: Int64
    /// The revision before, whose targets are still there.
    let previous: Int64?
    let tally: Tally

    /// What was written so far, and its digest.
    final class Tally {
        var position: Int64 = 0
        var digest = TargetDigest()
    }

    var count: Int { Int(tally.position) }

    func add(_ target: Target, entry: Int) throws {
        let id = try secretID(target)
        do {
            try database.change(
                "INSERT INTO revision_targets (revision_id, position, entry, secret_id) VALUES (?, ?, ?, ?)",
                [revision, tally.position, entry, id])
        } catch let error as DatabaseError where error.resultCode == .SQLITE_CONSTRAINT {
            throw TargetError.duplicate(target)
        }
        tally.position += 1
        tally.digest.add(target, entry: entry)
    }

    private func secretID(_ target: Target) throws -> Int64 {
        let names: StatementArguments = [target.app.text, target.secret.text]
        let found = try Int64.fetchOne(
            database.cachedStatement(sql: "SELECT id FROM secrets WHERE app_id = ? AND secret_name = ?"),
            arguments: names)
        if let found { return found }
        try database.change("INSERT INTO secrets (app_id, secret_name) VALUES (?, ?)", names)
        return database.lastInsertedRowID
    }
}
