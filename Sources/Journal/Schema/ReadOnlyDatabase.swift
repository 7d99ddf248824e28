import GRDB

#if canImport(Glibc)
    import Glibc
#else
    import Foundation
#endif

/// Opens a database for those who only look.
///
/// SQLite keeps an index of the log in a file beside the database (`-shm`) and makes it even to read. Where the file
/// system is read-only nobody can, but nobody can write there either: the file is then read as it is (`immutable`,
/// https://www.sqlite.org/uri.html), which would be wrong anywhere else.
enum ReadOnlyDatabase {
    /// - Throws: `DatabaseError`, or `JournalError` where nothing can be made beside the database.
    static func open(_ path: String, _ configuration: Configuration) throws -> DatabaseQueue {
        do {
            return try checked(DatabaseQueue(path: path, configuration: configuration), path)
        } catch let error as DatabaseError where [.SQLITE_CANTOPEN, .SQLITE_READONLY].contains(error.resultCode) {
            let folder = String(path[..<(path.lastIndex(of: "/") ?? path.startIndex)]) + "/"
            guard isReadOnly(folder) else {
                guard access(folder, W_OK) != 0 else { throw error }
                throw JournalError(
                    .configuration,
                    "database \(path): this user cannot write to its folder, where SQLite needs a file beside it even to "
                        + "read; run this as the folder's owner, or copy the database into a folder of your own")
            }
            guard isEmpty(path + "-wal") else {
                throw JournalError(
                    .failed,
                    "database \(path): the file system is read-only, and changes that are in the log (\(path)-wal) alone "
                        + "cannot be read there; copy both files into a folder that can be written")
            }
            let address = "file:\(escaped(path))?immutable=1"
            return try checked(DatabaseQueue(path: address, configuration: configuration), path)
        }
    }

    private static func checked(_ queue: DatabaseQueue, _ path: String) throws -> DatabaseQueue {
        defer { SideFiles.letOwnerWrite(of: path) }
        try queue.inDatabase { database in
            // What an older schema lacks is put in front of it for this connection: not in a file, there may be no place.
            try database.execute(sql: "PRAGMA temp_store = MEMORY")
            try Schema.check(database, path: path)
            try LegacySchemaViews.complete(database)
        }
        return queue
    }

    private static func isReadOnly(_ folder: String) -> Bool {
        var status = statvfs()
        return statvfs(folder, &status) == 0 && status.f_flag & UInt(ST_RDONLY) != 0
    }

    private static func isEmpty(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) != 0 ? errno == ENOENT : status.st_size == 0
    }

    private static func escaped(_ path: String) -> String {
        path.replacing("%", with: "%25").replacing("?", with: "%3f").replacing("#", with: "%23")
    }
}
