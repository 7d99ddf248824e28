import CrashPoints
import GRDB

#if canImport(Glibc)
    import Glibc
#else
    import Foundation
#endif

extension Journal {
    /// Writes a consistent copy into an empty file, while a run may go on (`VACUUM INTO`): one file, without a log.
    ///
    /// Its mark says that it is nobody's original, wherever it is put.
    /// - Returns: where the copy's audit trail ends.
    package func copy(into path: String) throws -> AuditHead {
        try Self.translating(path: self.path) {
            try queue.writeWithoutTransaction { try $0.execute(sql: "VACUUM INTO ?", arguments: [path]) }
        }
        return try Self.translating(path: path) {
            let copy = try DatabaseQueue(path: path)
            let head = try copy.write { database in
                if try database.tableExists("file_mark") { try FileMark.move(database, to: FileMark.nobody) }
                return try AuditHead.last(database)
            }
            try copy.close()
            return head
        }
    }
}

extension JournalReader {
    /// Whether the file's header says that a write-ahead log belongs to it: https://www.sqlite.org/fileformat2.html, 1.3.3
    package var wantsLog: Bool {
        guard let (_, descriptor) = try? OpenDatabases.file(path) else { return false }
        var versions: (UInt8, UInt8) = (0, 0)
        return pread(descriptor, &versions, 2, 18) == 2 && versions == (2, 2)
    }

    /// Whether the log is there. It is not once the last process that used the database has ended in good order.
    package var hasLog: Bool { access(path + "-wal", F_OK) == 0 }
}
