import GRDB
import Model

extension Database {
    /// The number of a target, which it gets the first time that anybody names it.
    func secretID(of target: Target) throws -> Int64 {
        let names: StatementArguments = [target.app.text, target.secret.text]
        let found = try Int64.fetchOne(
            cachedStatement(sql: "SELECT id FROM secrets WHERE app_id = ? AND secret_name = ?"), arguments: names)
        if let found { return found }
        try change("INSERT INTO secrets (app_id, secret_name) VALUES (?, ?)", names)
        return lastInsertedRowID
    }
}
