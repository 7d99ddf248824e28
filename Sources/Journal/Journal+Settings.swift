import CrashPoints
import Foundation
import GRDB

extension Journal {
    /// The sealed key of the fingerprints, which also tells whether a master key is this database's.
    package func fingerprintKey() throws -> [UInt8]? {
        try read { database in
            try Data.fetchOne(database, sql: "SELECT fingerprint_key FROM settings").map(Array.init)
        }
    }

    /// Keeps the key of a new database. - Throws: `JournalError` where there is one already.
    package func setFingerprintKey(_ sealed: [UInt8]) throws {
        try write(.fingerprintKeyBeforeCommit, .fingerprintKeyAfterCommit) { database in
            try database.execute(
                sql: "INSERT INTO settings (id, fingerprint_key, created_at) VALUES (1, ?, ?)",
                arguments: [sealed.databaseBlob, Int64.nowMicroseconds])
        }
    }
}
