import Clock
import CrashPoints
package import Foundation
import GRDB
import Model
import Synchronization
import Threads

/// The database: the only place that knows SQL.
///
/// One connection, on which every commit is synced (`synchronous=FULL`). Its methods are synchronous within the actor,
/// so a cancelled task cannot lose what it is recording.
package actor Journal {
    package nonisolated let path: String
    let queue: DatabaseQueue
    private let executor: SerialThread
    var auditor: Auditor?
    /// The files of the runner's lock, while this process has it.
    var held: HeldFiles?

    package nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    package enum Access: Sendable {
        /// Sends nothing, changes nothing.
        case readOnly
        case readWrite
        /// Makes the file where there is none.
        case create
    }

    /// Opens the database and brings its schema up to date.
    /// - Throws: `JournalError`, `ThreadShortage`.
    package init(path: String, access: Access) throws {
        if access != .readOnly { try Self.checkClock() }
        executor = try SerialThread()
        let file = try DatabaseFile(path: path, access: access)
        self.path = file.path
        queue = try Self.translating(path: file.path) {
            let configuration = Self.configuration(access)
            if access == .readOnly { return try ReadOnlyDatabase.open(file.path, configuration) }
            let queue = try DatabaseQueue(path: file.path, configuration: configuration)
            try Self.waiting {
                try queue.inDatabase { try Schema.check($0, path: file.path) }
                try queue.writeWithoutTransaction { try Self.setUp($0) }
                try queue.inDatabase { try Schema.migrate($0) }
                try Self.mark(queue, path: file.path)
            }
            return queue
        }
    }

    /// Under a clock that is years off every time that is written would be wrong, and what is due could not be decided.
    /// - Throws: `JournalError`.
    package static func checkClock() throws {
        let now = Int64.nowMicroseconds
        guard !WallClock.plausible.contains(now) else { return }
        throw JournalError(
            .configuration,
            "the clock of this machine says \(Moment.text(microseconds: now)), and rekey writes nothing under a clock outside "
                + "2020 to 2200; set the clock")
    }

    /// How long to wait for another program's transaction.
    package static let busyTimeout: TimeInterval = 30

    private static func configuration(_ access: Access) -> Configuration {
        var configuration = Configuration()
        configuration.readonly = access == .readOnly
        configuration.busyMode = .timeout(busyTimeout)
        configuration.label = "rekey.journal"
        configuration.publicStatementArguments = false
        configuration.maximumReaderCount = 1
        configuration.prepareDatabase { $0.add(function: Shard.of) }
        return configuration
    }

    /// SQLite waits for another process with most statements, but not where two of them put a new database into its
    /// journal mode at the same moment.
    private static func waiting(_ body: () throws -> Void) throws {
        let deadline = Instant.now + .seconds(busyTimeout)
        while true {
            do {
                return try body()
            } catch let error as DatabaseError where error.resultCode == .SQLITE_BUSY && Instant.now < deadline {
                usleep(10_000)
            }
        }
    }

    /// Durability and secrecy are settings of the connection; each is read back, because a pragma fails in silence.
    private static func setUp(_ database: Database) throws {
        for (name, value, expected) in [
            ("journal_mode", "WAL", "wal"), ("synchronous", "FULL", "2"), ("foreign_keys", "ON", "1"),
            ("secure_delete", "ON", "1"),
            // Pages that each commit changes are written back once for many commits: 16 MB of log, 4 MB of cache.
            ("wal_autocheckpoint", "4000", "4000"), ("cache_size", "-4000", "-4000"),
        ] {
            try database.execute(sql: "PRAGMA \(name) = \(value)")
            let found = try String.fetchOne(database, sql: "PRAGMA \(name)")
            guard found == expected else {
                throw JournalError(
                    .failed, "the database does not take \(name)=\(value); put it on a local file system")
            }
        }
    }

    // MARK: Access for the extensions

    /// All that `body` reads is of one moment.
    ///
    /// GRDB's own `read` sets the pragma `query_only` and takes it back, and each change of such a flag lets SQLite
    /// compile every statement of the connection anew (`OP_Expire` in the listing of EXPLAIN).
    func read<T>(_ body: (Database) throws -> T) throws -> T {
        try Self.translating(path: path) {
            try queue.writeWithoutTransaction { database in
                var result: T?
                try database.inTransaction(.deferred) {
                    result = try body(database)
                    return .commit
                }
                guard let result else { throw DatabaseError(resultCode: .SQLITE_ABORT) }
                return result
            }
        }
    }

    func write<T>(_ body: (Database) throws -> T) throws -> T {
        // Before anything is committed, and so before anything that rests on it is sent.
        try held?.check()
        Self.transactions.add(1, ordering: .relaxed)
        defer { Self.transactions.subtract(1, ordering: .relaxed) }
        return try Self.translating(path: path) { try queue.write(body) }
    }

    private static let transactions = Atomic(0)

    /// Whether a transaction that writes is under way in this process. From any thread.
    package static var isWriting: Bool { transactions.load(ordering: .relaxed) > 0 }

    /// A transaction that the crash tests know by name.
    func write<T>(_ before: CrashPoint, _ after: CrashPoint, _ body: (Database) throws -> T) throws -> T {
        let result = try write { database in
            let result = try body(database)
            before.pass()
            return result
        }
        after.pass()
        return result
    }

    /// Overwrites what was deleted in the write-ahead log too, by emptying it. A reader may hold it back; the next
    /// call catches up.
    package func truncateLog() throws {
        if try Self.translating(path: path, { try Self.truncateLog(queue) }) { CrashPoint.logTruncated.pass() }
    }

    /// - Returns: whether no reader held it back.
    @discardableResult
    static func truncateLog(_ queue: DatabaseQueue) throws -> Bool {
        try queue.writeWithoutTransaction { database in
            do {
                _ = try database.checkpoint(.truncate)
                return true
            } catch let error as DatabaseError where error.resultCode == .SQLITE_BUSY {
                return false
            }
        }
    }

    static func translating<T>(path: String, _ body: () throws -> T) throws -> T {
        do {
            return try body()
        } catch let error as DatabaseError {
            throw JournalError(error, path: path)
        }
    }
}

extension Int64 {
    /// The wall clock as tables keep it: microseconds since 1970.
    package static var nowMicroseconds: Int64 { WallClock.nowMicroseconds }
}
