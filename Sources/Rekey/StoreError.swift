/// Why database and key do not go together.
package enum StoreError: Error, Sendable, CustomStringConvertible {
    case wrongKey(keyFile: String, database: String)
    case shredded(run: Int64)
    /// Another process runs on the database.
    case locked(database: String, process: Int32?)
    /// A signal came before a run had begun.
    case interrupted
    /// A folder cannot be made.
    case noFolder(String, reason: String)

    package var description: String {
        switch self {
        case .wrongKey(let keyFile, let database):
            "\(keyFile) is not the key of \(database); name the right one with --key-file"
        case .shredded(let run):
            "the values of run \(run) are gone, it has nothing left to send; start a new run"
        case .locked(let database, let process):
            "another rekey\(process.map { " (process \($0))" } ?? "") runs on \(database); wait for it, or use --wait-lock"
        case .interrupted: "interrupted before the run; nothing was begun"
        case .noFolder(let folder, let reason):
            "the folder \(folder) cannot be created (\(reason)); choose another place with --database and --key-file"
        }
    }
}
