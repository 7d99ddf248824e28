import CrashPoints
import GRDB
import Model

/// Whether the database is the original, and what makes it so.
extension Journal {
    package func standing() throws -> DatabaseStanding {
        try read { try DatabaseStanding.of($0, path: path) }
    }

    /// From now on each transaction makes sure first that the files of the lock are in their places.
    package func hold(_ files: HeldFiles?) { held = files }

    /// What programs of a run inherit while the runner's lock is held.
    package var inheritable: Int32? { held?.inheritable }

    /// Keeps outside of the database how far it is. Only for the one that holds the runner's lock.
    ///
    /// After the commits that it tells of, never before: a crash in between leaves a witness that is behind, which is no
    /// fault.
    package func bearWitness() throws {
        guard let held else { return }
        let file = try FileIdentity(path: path)
        let witness = try read { database -> Witness? in
            guard let mark = try FileMark.read(database) else { return nil }
            return Witness(
                database: mark.database, file: file, audit: try AuditHead.last(database),
                run: try DatabaseStanding.highestRun(database))
        }
        guard let witness else { return }
        try held.keep(witness)
        CrashPoint.witnessWritten.pass()
    }

    /// Gives a database its mark where it has none: a new one, and one of an older rekey.
    static func mark(_ queue: DatabaseQueue, path: String) throws {
        let file = try FileIdentity(path: path)
        let isUnmarked = try queue.read { database in
            // What its own witness knows a mark of is no older rekey's.
            try FileMark.read(database) == nil
                && DatabaseStanding.of(database, path: path) == .original
        }
        guard isUnmarked else { return }
        try queue.write { database in
            try FileMark.adopt(database, file: file)
            CrashPoint.markBeforeCommit.pass()
        }
        CrashPoint.markAfterCommit.pass()
        // Who copies the file without its log shall copy the mark.
        try truncateLog(queue)
    }

    /// Makes this file the original, whatever it was a copy of. Only for the one that holds the runner's lock.
    /// - Returns: the runs that are unfinished here.
    package func takeOriginalsPlace() throws -> [Int64] {
        let standing = try standing()
        let unfinished = try unfinishedRuns()
        let auditor = auditor
        let file = try FileIdentity(path: path)
        let detail = unfinished.isEmpty ? "no run unfinished" : "unfinished: run \(Self.list(unfinished))"
        let kind = if case .copy = standing { "a copy" } else { "an older state" }
        try write(.restoredBeforeCommit, .restoredAfterCommit) { database in
            try FileMark.adopt(database, file: file)
            try FileMark.move(database, to: file)
            try Self.audit(
                database, auditor, .restored, AuditSubject(), detail: "\(kind) took the original's place; \(detail)")
        }
        try truncateLog()
        try bearWitness()
        return unfinished
    }

    private static func list(_ runs: [Int64]) -> String { runs.map(String.init).joined(separator: ", ") }
}
