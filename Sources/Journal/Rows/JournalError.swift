import GRDB

/// What went wrong with the database: one sentence that says what and how to fix it.
package struct JournalError: Error, Sendable, CustomStringConvertible {
    package enum Kind: Sendable, Equatable {
        /// It cannot be created.
        case notCreated
        /// It failed, or is not what it should be.
        case failed
        /// Somebody removed what a run depends on; `resume` continues it.
        case interrupted
        /// Its permissions or its place are wrong.
        case configuration
        /// What was asked for is not there, or not in a state that allows it.
        case refused
        /// A run would have no items.
        case empty
    }

    package let kind: Kind
    private let text: String
    /// What must be done before it is worth trying again.
    private let remedy: String?
    /// The run that `resume` then continues.
    private var run: Int64?

    package init(_ kind: Kind, _ description: String) {
        self.kind = kind
        text = description
        remedy = nil
    }

    /// Source of the codes: https://www.sqlite.org/rescode.html
    init(_ error: DatabaseError, path: String) {
        let kind: Kind
        let (what, remedy): (String, String)
        switch error.resultCode {
        case .SQLITE_FULL: (kind, what, remedy) = (.failed, "the disk is full", "make room")
        case .SQLITE_IOERR where DiskRoom.isFull(at: path):
            // SQLite says "full" of the database alone; its log and its index fail to grow with an I/O error.
            (kind, what, remedy) = (.failed, "the disk is full", "make room")
        case .SQLITE_IOERR: (kind, what, remedy) = (.failed, "the disk failed", "check it")
        case .SQLITE_CORRUPT:
            (kind, what, remedy) = (
                .failed, "the file is damaged", "restore it from a backup, or check it with `sqlite3`"
            )
        case .SQLITE_NOTADB:
            (kind, what, remedy) = (.failed, "the file is not a SQLite database", "name the right one with --database")
        case .SQLITE_READONLY:
            (kind, what, remedy) = (.failed, "the file or its folder cannot be written", "check permissions and mount")
        case .SQLITE_CANTOPEN:
            (kind, what, remedy) = (
                .configuration, "the file cannot be opened", "check the path and the permissions of its folder"
            )
        case .SQLITE_BUSY, .SQLITE_LOCKED:
            (kind, what, remedy) = (.failed, "another program keeps it locked", "end that program's transaction")
        default:
            (kind, what, remedy) = (
                .failed, error.message ?? "SQLite error \(error.resultCode.rawValue)", "check the database"
            )
        }
        self.kind = kind
        text = "database \(path): \(what) (SQLite \(error.extendedResultCode.rawValue))"
        self.remedy = remedy
    }

    package var description: String {
        guard let remedy else { return text }
        let next = run.map { "`rekey resume \($0)` continues where it stopped" } ?? "give the command again"
        return "\(text); \(remedy), then \(next)"
    }

    /// The same error, met after a run was recorded.
    package func during(run: Int64) -> JournalError {
        var error = self
        error.run = run
        return error
    }
}
