import CrashPoints
import Files
import Foundation
package import Journal
import Model
import Report
import Values

/// Makes a backup of a database: a consistent copy in one file, also during a run.
package struct Backup: Sendable {
    private let place: StorePlace

    package struct Result: Sendable {
        package let path: String
        package let bytes: Int64
        /// The head of the copy's audit trail.
        package let head: AuditHead
        /// Why the backup is not in the audit trail, if it is not: a backup needs neither the key nor write access.
        package let unaudited: String?
    }

    package init(place: StorePlace) {
        self.place = place
    }

    /// - Throws: `JournalError` if the database cannot be read, or the backup exists already or cannot be written.
    package func write(to path: String) async throws -> Result {
        try Self.checkIsFree(path)
        let (journal, unaudited) = try await journal(path)
        let draft = try PartialFile(beside: path)
        do {
            let head = try await journal.copy(into: draft.path)
            try draft.sync()
            CrashPoint.backupWritten.pass()
            let bytes = draft.size
            try draft.take(name: path)
            CrashPoint.backupNamed.pass()
            return Result(path: path, bytes: bytes, head: head, unaudited: unaudited)
        } catch {
            draft.remove()
            throw error
        }
    }

    private func journal(_ path: String) async throws -> (Journal, unaudited: String?) {
        do {
            let (store, _) = try await Store.open(place, creates: false)
            let target = FilePaths.resolve(path, from: FileManager.default.currentDirectoryPath)
            try await store.journal.audit(.backup, AuditSubject(), detail: "to \(target)")
            return (store.journal, nil)
        } catch {
            // The key may be kept elsewhere, and the disk may be read-only. An error that also prevents reading is
            // thrown here.
            return (try Journal(path: place.database, access: .readOnly), "\(error)")
        }
    }

    private static func checkIsFree(_ path: String) throws {
        var status = stat()
        guard lstat(path, &status) == 0 else { return }
        throw JournalError(
            .notCreated, "\(path) already exists; name another file for the backup, or remove that one")
    }
}
