import Foundation
import GRDB

extension AuditHead {
    /// Where the trail ends, by its last row. Who may change the database could have changed that row, so it is compared
    /// with what is kept outside, and proves nothing by itself.
    static func last(_ database: Database) throws -> AuditHead {
        guard let row = try Row.fetchOne(database, sql: "SELECT id, hash FROM audit ORDER BY id DESC LIMIT 1") else {
            return .empty
        }
        let hash: Data = row["hash"]
        return AuditHead(count: row["id"], hash: Array(hash))
    }
}
