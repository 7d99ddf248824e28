import GRDB

#if canImport(Glibc)
    import Glibc
#else
    import Foundation
#endif

/// Gives the room of what was deleted back to the file system.
extension Journal {
    package enum SpaceResult: Sendable, Equatable {
        /// By how many bytes the file is smaller, and the size that it has now.
        case freed(bytes: Int, size: Int)
        /// Too little is free within the file to be worth rewriting it.
        case notWorthIt(freeBytes: Int)
        /// So much is free, but `folder` has less room than rewriting takes.
        case noRoom(freeBytes: Int, needed: Int, folder: String)
        /// Another program is reading or writing; the next call frees it.
        case busy(freeBytes: Int)
    }

    /// Below this the file soon fills up again.
    private static let minFreeBytes = 1_048_576
    /// Of the file: below this, rewriting the rest costs more than it gives.
    private static let minFreeShare = 0.25

    /// Rewrites the file without the pages that nothing uses (`VACUUM`), where that pays and there is room for it.
    ///
    /// To be called by who holds the runner's lock, so that no run waits for it.
    package func giveSpaceBack() throws -> SpaceResult {
        let (pages, free, size) = try read { database in
            (
                try Int.fetchOne(database, sql: "PRAGMA page_count") ?? 0,
                try Int.fetchOne(database, sql: "PRAGMA freelist_count") ?? 0,
                try Int.fetchOne(database, sql: "PRAGMA page_size") ?? 0
            )
        }
        let freeBytes = free * size
        guard freeBytes >= Self.minFreeBytes, Double(free) >= Self.minFreeShare * Double(pages) else {
            return .notWorthIt(freeBytes: freeBytes)
        }
        // The new file is made in the folder for temporary files, and goes through the log beside the database.
        let needed = (pages - free) * size + Self.minFreeBytes
        let folder = path.lastIndex(of: "/").map { String(path[..<$0]) + "/" } ?? "."
        for place in [folder, Self.temporaryFolder()] where Self.room(in: place) < needed {
            return .noRoom(freeBytes: freeBytes, needed: needed, folder: place)
        }
        do {
            try held?.check()
            try queue.writeWithoutTransaction { try $0.execute(sql: "VACUUM") }
        } catch let error as DatabaseError where error.resultCode == .SQLITE_BUSY {
            return .busy(freeBytes: freeBytes)
        } catch let error as DatabaseError {
            throw JournalError(error, path: path)
        }
        guard try Self.translating(path: path, { try Self.truncateLog(queue) }) else {
            return .busy(freeBytes: freeBytes)
        }
        let now = try read { try Int.fetchOne($0, sql: "PRAGMA page_count") ?? 0 }
        return .freed(bytes: (pages - now) * size, size: now * size)
    }

    /// Where SQLite makes its temporary files: https://www.sqlite.org/tempfiles.html, section 5
    private static func temporaryFolder() -> String {
        let variables: [String] = ["SQLITE_TMPDIR", "TMPDIR"]
        let named = variables.compactMap { name in getenv(name).map { String(cString: $0) } }
        return (named + ["/var/tmp", "/usr/tmp", "/tmp"]).first { access($0, W_OK | X_OK) == 0 } ?? "."
    }

    private static func room(in folder: String) -> Int {
        var status = statvfs()
        guard statvfs(folder, &status) == 0 else { return 0 }
        return Int(clamping: UInt64(status.f_bavail) * UInt64(status.f_frsize))
    }
}
