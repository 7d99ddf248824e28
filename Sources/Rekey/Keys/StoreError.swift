package import Journal

/// Why the database cannot be used, or not with this key.
package enum StoreError: Error, Sendable, CustomStringConvertible {
    case wrongKey(keyFile: String, database: String)
    case shredded(run: Int64)
    /// The process that created the database ended before it had a key.
    case unfinished(database: String)
    /// Another process runs on the database.
    case locked(database: String, process: Int32?)
    /// A program that an ended rekey process started still runs on it.
    case lockedByProgram(database: String, programs: [HoldingProgram])
    /// The database is a copy, or in an older state than it was: as text.
    case notOriginal(String)
    /// A signal came before a run had begun.
    case interrupted
    /// A folder cannot be made.
    case noFolder(String, reason: String)

    package var description: String {
        switch self {
        case .wrongKey(let keyFile, let database):
            "\(keyFile) is not the key of \(database); name the right one with --key-file"
        case .unfinished(let database):
            "the creation of the database \(database) was interrupted; run `rekey init`"
        case .shredded(let run):
            "the values of run \(run) were shredded, so it has nothing left to send; start a new run"
        case .locked(let database, let process):
            "another rekey\(process.map { " (process \($0))" } ?? "") runs on \(database); wait for it, or use --wait-lock"
        case .lockedByProgram(let database, let programs):
            "\(Self.words(programs)), which an ended rekey started, still runs on \(database) and may still change a "
                + "secret; wait for its end, end it, or use --wait-lock"
        case .notOriginal(let words):
            "\(words), and nothing was sent; if this file replaces the original, use --restored once"
        case .interrupted: "interrupted before the run; nothing was started"
        case .noFolder(let folder, let reason):
            "the folder \(folder) cannot be created (\(reason)); choose other paths with --database and --key-file"
        }
    }

    /// The error for a locked database, with the present holder of the lock.
    static func taken(_ database: String) -> StoreError {
        if !RunnerLock.isHeld(database: database), RunnerLock.isHeldByProgram(database: database) {
            return .lockedByProgram(database: database, programs: RunnerLock.programs(database: database))
        }
        return .locked(database: database, process: RunnerLock.holder(database: database))
    }

    private static func words(_ programs: [HoldingProgram]) -> String {
        guard let first = programs.first else { return "a program (its process number is hidden from this user)" }
        let others = programs.dropFirst().prefix(4).map { String($0.process) }.joined(separator: ", ")
        return "a program, process \(first.process) (\(first.name))" + (others.isEmpty ? "" : " with \(others)")
    }
}
