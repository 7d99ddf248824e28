import CProcess

#if canImport(Glibc)
    import Glibc
#else
    import Foundation
#endif

/// The files of a runner's lock. What it commits or sends rests on both being in their places.
package struct HeldFiles: Sendable {
    private let database: String
    private let key: OpenDatabases.Key
    private let descriptor: Int32
    let lockFile: LockFile
    /// What a program inherits, so that it keeps the database when it outlives its runner. Read-only, and no more than the
    /// program's user could open anyway.
    package let inheritable: Int32

    init(database: String, key: OpenDatabases.Key, descriptor: Int32, lockFile: LockFile, inheritable: Int32) {
        self.database = database
        self.key = key
        self.descriptor = descriptor
        self.lockFile = lockFile
        self.inheritable = inheritable
    }

    /// Keeps the witness, durably in the lock file; and at the database's file, where it stays when only that one is moved or
    /// left.
    func keep(_ witness: Witness) throws {
        try lockFile.keep(witness)
        let line = witness.line
        // Not every file system can.
        _ = line.withCString { rekey_note_set(descriptor, $0, line.utf8.count) }
    }

    /// - Throws: `JournalError` when somebody removed or replaced one of them: what is done from then on could be lost, or be
    ///   done twice.
    func check() throws {
        var status = stat()
        guard stat(database, &status) == 0, OpenDatabases.Key(status) == key else {
            throw JournalError(
                .failed,
                "the database \(database) was removed or replaced while rekey ran on it, so rekey stopped and sent nothing "
                    + "more; put the file back, then `rekey resume`")
        }
        guard lockFile.isInPlace else {
            throw JournalError(
                .interrupted,
                "\(lockFile.path) was removed or replaced while rekey ran on its database, so rekey stopped and sent nothing "
                    + "more; leave the file alone, it is never stale, then `rekey resume`")
        }
    }
}
