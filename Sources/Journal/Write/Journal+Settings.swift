import CrashPoints
import Foundation
import GRDB

extension Journal {
    /// The sealed key of the fingerprints, which also shows whether a master key is this database's.
    package func fingerprintKey() throws -> [UInt8]? {
        try read { database in
            try Data.fetchOne(database, sql: "SELECT fingerprint_key FROM settings").map(Array.init)
        }
    }

    /// The sealed key of the columns, once a column was sealed.
    package func columnKey() throws -> [UInt8]? {
        try read { database in
            try Row.fetchOne(database, sql: "SELECT column_key FROM settings").flatMap { row in
                let key: Data? = row["column_key"]
                return key.map(Array.init)
            }
        }
    }

    /// Keeps the key of the columns unless another process was first. - Returns: the one that is kept.
    package func setColumnKey(_ sealed: [UInt8]) throws -> [UInt8] {
        try write { database in
            try database.execute(
                sql: "UPDATE settings SET column_key = coalesce(column_key, ?)", arguments: [sealed.databaseBlob])
        }
        return try columnKey() ?? sealed
    }

    /// Keeps the key of a new database, and the head of its audit trail, unless another process was first.
    /// - Parameter trail: `newTrail`, sealed.
    /// - Returns: the key that is kept.
    package func setFingerprintKey(_ sealed: [UInt8], trail: [UInt8]) throws -> [UInt8] {
        try write(.fingerprintKeyBeforeCommit, .fingerprintKeyAfterCommit) { database in
            try database.execute(
                sql: """
                    INSERT OR IGNORE INTO settings (id, fingerprint_key, created_at, audit_head) VALUES (1, ?, ?, ?)
                    """,
                arguments: [sealed.databaseBlob, Int64.nowMicroseconds, trail.databaseBlob])
        }
        return try fingerprintKey() ?? sealed
    }
}
