import GRDB

/// What went wrong with the database: one sentence that says what and how to mend it.
package struct JournalError: Error, Sendable, CustomStringConvertible {
    package enum Kind: Sendable, Equatable {
        /// It cannot be created.
        case notCreated
        /// It failed, or is not what it should be.
        case failed
        /// Somebody took away what a run rests on; `resume` goes on with it.
        case interrupted
        /// Its permissions or its place are wrong.
        case configuration
        /// What was asked for is not there, or not in a state that allows it.
        case refused
        /// A run would have no items.
        case empty
    }

    package let kind: Kind
    package let description: String

    package init(_ kind: Kind, _ description: String) {
        self.kind = kind
        self.description = description
    }

    /// Source of the codes: https://www.sqlite.org/rescode.html
    init(_ error: DatabaseError, path: String) {
        let (what, remedy): (String, String) =
            switch error.resultCode {
            case .SQLITE_FULL: ("the disk is full", "make room; `rekey resume` then goes on where it stopped")
            case .SQLITE_IOERR: ("the disk failed", "check it; `rekey resume` then goes on where it stopped")
            case .SQLITE_CORRUPT: ("the file is damaged", "restore it from a backup, or check it with `sqlite3`")
            case .SQLITE_NOTADB: ("the file is no SQLite database", "name the right one with --database")
            case .SQLITE_READONLY: ("the file or its folder cannot be written", "check permissions and mount")
            case .SQLITE_CANTOPEN: ("the file cannot be opened", "check the path and its permissions")
            case .SQLITE_BUSY, .SQLITE_LOCKED:
                ("another program keeps it locked", "end that program's transaction, then `rekey resume`")
            default: (error.message ?? "SQLite error \(error.resultCode.rawValue)", "check the database")
            }
        self.init(.failed, "database \(path): \(what) (SQLite \(error.extendedResultCode.rawValue)); \(remedy)")
    }
}
