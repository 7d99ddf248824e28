import GRDB

/// Which file a database was when it was last known to be the original.
///
/// A copy carries the mark along, and does not fit it.
struct FileMark: Sendable, Equatable {
    /// Random; the same in all copies of one database.
    let database: String
    let file: FileIdentity

    /// The file that a backup says it is: none.
    static let nobody = FileIdentity(inode: 0, born: nil)

    /// - Returns: `nil` for a database that has none yet, or of a schema without marks.
    static func read(_ database: Database) throws -> FileMark? {
        guard try database.tableExists("file_mark") else { return nil }
        return try Row.fetchOne(database, sql: "SELECT database_id, inode, born FROM file_mark").map { row in
            let inode: Int64 = row["inode"]
            return FileMark(
                database: row["database_id"], file: FileIdentity(inode: UInt64(bitPattern: inode), born: row["born"]))
        }
    }

    /// Marks a database that has no mark; another process may have been first.
    static func adopt(_ database: Database, file: FileIdentity) throws {
        let id = (0..<16).map { _ in UInt8.random(in: .min ... .max) }
        try database.execute(
            sql: """
                INSERT INTO file_mark (id, database_id, inode, born, marked_at) VALUES (1, ?, ?, ?, ?)
                ON CONFLICT (id) DO NOTHING
                """,
            arguments: [Hexadecimal.text(id), Int64(bitPattern: file.inode), file.born, Int64.nowMicroseconds])
    }

    static func move(_ database: Database, to file: FileIdentity) throws {
        try database.execute(
            sql: "UPDATE file_mark SET inode = ?, born = ?, marked_at = ?",
            arguments: [Int64(bitPattern: file.inode), file.born, Int64.nowMicroseconds])
    }
}
