import Foundation
import GRDB

/// Whether a database is the one that the API's secrets were last written from.
package enum DatabaseStanding: Sendable, Equatable {
    case original
    /// Its mark is another file's. Backups that rekey makes say of themselves that they are.
    case copy(isBackup: Bool)
    /// A witness has seen more than the database has.
    case behind(seen: Int64, seenRun: Int64, found: Int64, foundRun: Int64)

    /// - Parameter path: of the database, for its file and for its witnesses.
    static func of(_ database: Database, path: String) throws -> DatabaseStanding {
        let mark = try FileMark.read(database)
        let file = try FileIdentity(path: path)
        if let mark, !mark.file.isSameFile(as: file) { return .copy(isBackup: mark.file == FileMark.nobody) }
        for witness in Witness.all(of: path) where concerns(witness, mark, file) {
            let standing = try compared(database, witness)
            if standing != .original { return standing }
        }
        return .original
    }

    private static func compared(_ database: Database, _ witness: Witness) throws -> DatabaseStanding {
        let run = try highestRun(database)
        let hash = try Data.fetchOne(
            database, sql: "SELECT hash FROM audit WHERE id = ?", arguments: [witness.audit.count])
        let hasRow = witness.audit.count == 0 || hash.map(Array.init) == witness.audit.hash
        if hasRow, run >= witness.run { return .original }
        return .behind(
            seen: witness.audit.count, seenRun: witness.run,
            found: try Int64.fetchOne(database, sql: "SELECT ifnull(max(id), 0) FROM audit") ?? 0, foundRun: run)
    }

    /// A database that was removed leaves its `.lock` behind, and the next one of that name has nothing to do with it.
    private static func concerns(_ witness: Witness, _ mark: FileMark?, _ file: FileIdentity) -> Bool {
        witness.database == mark?.database || witness.file.born != nil && witness.file.isSameFile(as: file)
    }

    static func highestRun(_ database: Database) throws -> Int64 {
        try Int64.fetchOne(database, sql: "SELECT seq FROM sqlite_sequence WHERE name = 'runs'") ?? 0
    }

    /// What is seen, in a clause about the database at `path`.
    package func words(_ path: String) -> String {
        switch self {
        case .original: "\(path) is the original"
        case .copy(isBackup: true): "\(path) is a copy: a backup that `rekey backup` made"
        case .copy(isBackup: false):
            "\(path) is a copy: its file is another one than the database was in when rekey last wrote to it"
        case .behind(let seen, let seenRun, let found, let foundRun):
            "\(path) is older than what it has recorded before: its witness has seen \(seen) audit rows and run "
                + "\(seenRun), the database has \(found) and run \(foundRun), so a backup was put back, or a write-ahead log is "
                + "missing (\(path)-wal was deleted, or the database was copied without it)"
        }
    }
}
