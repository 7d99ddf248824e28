import CrashPoints
import Crypto
import Foundation
import GRDB
import Migrations

/// Brings a database to the present schema, and refuses one that is not ours or newer.
enum Schema {
    /// "RKEY" as a number: https://www.sqlite.org/pragma.html#pragma_application_id
    private static let applicationID = 0x524B_4559

    /// - Throws: `JournalError` for another program's database and for one of a newer rekey.
    static func check(_ database: Database, path: String) throws {
        // All of one moment: another process may be making the database.
        guard database.isInsideTransaction else {
            return try database.inTransaction(.deferred) {
                try check(database, path: path)
                return .commit
            }
        }
        let id = try Int.fetchOne(database, sql: "PRAGMA application_id") ?? 0
        let tables = try Int.fetchOne(database, sql: "SELECT count(*) FROM sqlite_schema") ?? 0
        guard id == applicationID || tables == 0 else {
            throw JournalError(
                .failed, "database \(path): it belongs to another program; name the right one with --database")
        }
        let version = try Int.fetchOne(database, sql: "PRAGMA user_version") ?? 0
        guard version <= Migrations.latest else {
            throw JournalError(
                .failed,
                "database \(path): its schema is version \(version), this rekey knows \(Migrations.latest); "
                    + "use the newer rekey that wrote it")
        }
        if tables > 0 { try checkSums(database, path: path) }
    }

    /// Each step is one transaction: after a crash it is there whole or not at all.
    static func migrate(_ database: Database, steps: [Migrations.Step] = Migrations.all) throws {
        let done = try Int.fetchOne(database, sql: "PRAGMA user_version") ?? 0
        guard done < steps.last?.number ?? 0 else { return }
        // A table that is made anew is gone for a moment: https://www.sqlite.org/lang_altertable.html, section 7
        let checksReferences = try Bool.fetchOne(database, sql: "PRAGMA foreign_keys") ?? false
        try database.execute(sql: "PRAGMA foreign_keys = OFF")
        for step in steps where step.number > done {
            try database.inTransaction(.immediate) {
                // Another process may have been first.
                let version = try Int.fetchOne(database, sql: "PRAGMA user_version") ?? 0
                guard version < step.number else { return .rollback }
                try database.execute(
                    sql: """
                        CREATE TABLE IF NOT EXISTS schema_steps (
                          number     INTEGER PRIMARY KEY,
                          name       TEXT    NOT NULL,
                          sha256     TEXT    NOT NULL,
                          applied_at INTEGER NOT NULL
                        ) STRICT
                        """)
                try database.execute(sql: String(decoding: step.sql, as: UTF8.self))
                try database.execute(
                    sql: "INSERT INTO schema_steps (number, name, sha256, applied_at) VALUES (?, ?, ?, ?)",
                    arguments: [step.number, step.name, checksum(step), Int64.nowMicroseconds])
                try database.checkForeignKeys()
                try database.execute(sql: "PRAGMA application_id = \(applicationID)")
                try database.execute(sql: "PRAGMA user_version = \(step.number)")
                CrashPoint.schemaBeforeCommit.pass()
                return .commit
            }
            CrashPoint.schemaAfterCommit.pass()
        }
        if checksReferences { try database.execute(sql: "PRAGMA foreign_keys = ON") }
    }

    private static func checkSums(_ database: Database, path: String) throws {
        let rows = try Row.fetchAll(database, sql: "SELECT number, sha256 FROM schema_steps")
        for row in rows {
            let number: Int = row["number"]
            let found: String = row["sha256"]
            guard let step = Migrations.all.first(where: { $0.number == number }), checksum(step) != found else {
                continue
            }
            throw JournalError(
                .failed,
                "database \(path): step \(number) of its schema differs from this rekey's; use the release that made it"
            )
        }
    }

    private static func checksum(_ step: Migrations.Step) -> String {
        SHA256.hash(data: step.sql).map { byte in
            let digits = String(byte, radix: 16)
            return digits.count == 1 ? "0" + digits : digits
        }.joined()
    }
}
