import CrashPoints
package import Foundation
import GRDB
import Model

/// What the master key seals.
package enum WrappedKey: Sendable {
    case dataKey(run: UUID)
    case fingerprintKey
    case columnKey
    case auditHead
    case accessToken(LoginRow)
    case refreshToken(LoginRow)
}

extension Journal {
    /// Seals all that the master key sealed under another one, in one transaction.
    /// - Returns: how many data keys there are.
    package func rewrap(_ seal: @Sendable (WrappedKey, [UInt8]) throws -> [UInt8]) throws -> Int {
        let auditor = auditor
        return try write(.rewrapBeforeCommit, .rewrapAfterCommit) { database in
            try Self.audit(database, auditor, .keyRotate, AuditSubject())
            let settings = try Row.fetchOne(database, sql: "SELECT * FROM settings")
            for (column, key) in [
                ("fingerprint_key", WrappedKey.fingerprintKey), ("column_key", .columnKey), ("audit_head", .auditHead),
            ] {
                guard let sealed: Data = settings?[column] else { continue }
                try database.execute(
                    sql: "UPDATE settings SET \(column) = ?", arguments: [try seal(key, Array(sealed)).databaseBlob])
            }
            for login in try Row.fetchAll(database, sql: "SELECT * FROM logins").map(LoginRow.init) {
                try database.execute(
                    sql: "UPDATE logins SET access_token = ?, refresh_token = ? WHERE host = ?",
                    arguments: [
                        try seal(.accessToken(login), login.accessToken).databaseBlob,
                        try login.refreshToken.map { try seal(.refreshToken(login), $0).databaseBlob }, login.host,
                    ])
            }
            let runs = try Row.fetchAll(database, sql: "SELECT id, uuid, data_key FROM runs WHERE data_key IS NOT NULL")
            for run in runs {
                guard let uuid = UUID(uuidString: run["uuid"]) else {
                    throw JournalError(.failed, "run \(run["id"] as Int64) has no UUID; another program changed it")
                }
                let sealed: Data = run["data_key"]
                try database.execute(
                    sql: "UPDATE runs SET data_key = ? WHERE id = ?",
                    arguments: [try seal(.dataKey(run: uuid), Array(sealed)).databaseBlob, run["id"] as Int64])
            }
            return runs.count
        }
    }
}
