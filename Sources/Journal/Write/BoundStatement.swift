import GRDB
import GRDBSQLite
import Model
import Secrets

/// A prepared statement that is run for many rows in turn, with its arguments bound straight to SQLite.
///
/// GRDB boxes each argument and looks the statement up for each row; for what is written once or more for each item of
/// a run that takes as long as SQLite itself. So does decoding what is read once for each. Everything else goes through GRDB.
struct BoundStatement {
    private let database: Database
    private let statement: Statement

    /// - Parameter sql: one statement; its arguments are `?`.
    init(_ database: Database, _ sql: String) throws {
        self.database = database
        statement = try database.cachedStatement(sql: sql)
    }

    /// Runs the statement once. - Returns: how many rows it changed.
    /// - Throws: `DatabaseError`.
    @discardableResult
    func run(_ bind: (inout Arguments) -> Void) throws -> Int {
        defer { sqlite3_reset(handle) }
        var arguments = Arguments(handle: handle)
        bind(&arguments)
        guard arguments.code == SQLITE_OK, sqlite3_step(handle) == SQLITE_DONE else { throw failure() }
        return Int(sqlite3_changes(database.sqliteConnection))
    }

    var handle: OpaquePointer { statement.sqliteStatement }

    /// The message belongs to the connection's last call, so it is taken before the next one.
    func failure() -> DatabaseError {
        let connection = database.sqliteConnection
        return DatabaseError(
            resultCode: ResultCode(rawValue: sqlite3_extended_errcode(connection)),
            message: String(cString: sqlite3_errmsg(connection)), sql: statement.sql)
    }

    /// The arguments of one row, in the statement's order.
    ///
    /// Source: https://www.sqlite.org/c3ref/bind_blob.html
    struct Arguments {
        private let handle: OpaquePointer
        private(set) var code = SQLITE_OK
        private var index: Int32 = 0

        init(handle: OpaquePointer) {
            self.handle = handle
        }

        mutating func add(_ number: Int64) { note(sqlite3_bind_int64(handle, next(), number)) }

        mutating func add(_ number: Int) { add(Int64(number)) }

        mutating func add(_ flag: Bool) { add(flag ? 1 as Int64 : 0) }

        mutating func add(_ number: Int64?) {
            if let number { add(number) } else { addNull() }
        }

        mutating func add(_ number: Int?) { add(number.map(Int64.init)) }

        mutating func add(_ text: String?) {
            guard var text else { return addNull() }
            let at = next()
            // No bytes may have no address, which would be NULL.
            if text.isEmpty { return note(sqlite3_bind_text(handle, at, "", 0, Self.copied)) }
            text.withUTF8 { bytes in
                bytes.withMemoryRebound(to: CChar.self) { characters in
                    note(sqlite3_bind_text(handle, at, characters.baseAddress, Int32(characters.count), Self.copied))
                }
            }
        }

        /// - Parameter text: not empty.
        mutating func add(utf8 text: [UInt8]) {
            let at = next()
            text.withUnsafeBytes { bytes in
                let characters = bytes.bindMemory(to: CChar.self)
                note(sqlite3_bind_text(handle, at, characters.baseAddress, Int32(characters.count), Self.copied))
            }
        }

        mutating func add(_ blob: [UInt8]) {
            let at = next()
            if blob.isEmpty { return note(sqlite3_bind_zeroblob(handle, at, 0)) }
            blob.withUnsafeBytes { note(sqlite3_bind_blob(handle, at, $0.baseAddress, Int32($0.count), Self.copied)) }
        }

        /// Three columns: `status_code`, `error_kind`, `error`.
        mutating func add(_ detail: ResultDetail) {
            add(detail.statusCode)
            add(detail.errorKind?.rawValue)
            add(detail.error?.text)
        }

        private mutating func addNull() { note(sqlite3_bind_null(handle, next())) }

        private mutating func next() -> Int32 {
            index += 1
            return index
        }

        private mutating func note(_ result: Int32) {
            if result != SQLITE_OK { code = result }
        }

        /// SQLITE_TRANSIENT: SQLite makes a copy at once. The macro is a cast that Swift does not import.
        private static let copied = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
    }
}
