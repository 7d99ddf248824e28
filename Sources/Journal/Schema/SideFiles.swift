#if canImport(Glibc)
    import Glibc
#else
    import Foundation
#endif

/// The files that SQLite keeps beside a database: its log (`-wal`) and the log's index (`-shm`).
///
/// SQLite gives them the permissions of the database. A database that is read while its own file may not be written
/// leaves files that nobody can write, and the next writer fails over them.
enum SideFiles {
    /// Lets their owner write to them. Others' files, and what is no regular file, are left alone.
    static func letOwnerWrite(of database: String) {
        for end in ["-wal", "-shm"] {
            var status = stat()
            let path = database + end
            guard lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG, status.st_uid == geteuid(),
                status.st_mode & S_IWUSR == 0
            else { continue }
            _ = chmod(path, status.st_mode & 0o777 | S_IWUSR)  // where it fails SQLite says what is wrong
        }
    }
}
