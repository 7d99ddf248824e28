import GRDB
import GRDBSQLite

extension BoundStatement {
    /// Runs a query and hands over row by row.
    /// - Throws: `DatabaseError`, or what `body` throws.
    func rows(_ bind: (inout Arguments) -> Void, _ body: (Columns) throws -> Void) throws {
        defer { sqlite3_reset(handle) }
        var arguments = Arguments(handle: handle)
        bind(&arguments)
        var code = arguments.code
        guard code == SQLITE_OK else { throw failure() }
        while true {
            code = sqlite3_step(handle)
            guard code == SQLITE_ROW else { break }
            try body(Columns(handle: handle))
        }
        guard code == SQLITE_DONE else { throw failure() }
    }

    /// The columns of the present row by their places, from 0.
    ///
    /// Source: https://www.sqlite.org/c3ref/column_blob.html
    struct Columns {
        fileprivate let handle: OpaquePointer

        func isNull(_ place: Int32) -> Bool { sqlite3_column_type(handle, place) == SQLITE_NULL }

        func isText(_ place: Int32) -> Bool { sqlite3_column_type(handle, place) == SQLITE_TEXT }

        /// 0 for NULL.
        func integer(_ place: Int32) -> Int64 { sqlite3_column_int64(handle, place) }

        /// Empty for NULL.
        func text(_ place: Int32) -> String {
            guard let text = sqlite3_column_text(handle, place) else { return "" }
            let bytes = UnsafeBufferPointer(start: text, count: Int(sqlite3_column_bytes(handle, place)))
            return String(decoding: bytes, as: UTF8.self)
        }

        /// Adds a number, text or NULL so that no two rows give the same bytes: a byte for what it is, then eight bytes of
        /// the number, or four of the text's length and the text.
        func append(_ place: Int32, to bytes: inout [UInt8]) {
            switch sqlite3_column_type(handle, place) {
            case SQLITE_NULL: bytes.append(0)
            case SQLITE_INTEGER:
                bytes.append(1)
                withUnsafeBytes(of: sqlite3_column_int64(handle, place).bigEndian) { bytes.append(contentsOf: $0) }
            default:
                bytes.append(2)
                let text = sqlite3_column_blob(handle, place)
                let content = UnsafeRawBufferPointer(start: text, count: Int(sqlite3_column_bytes(handle, place)))
                withUnsafeBytes(of: UInt32(content.count).bigEndian) { bytes.append(contentsOf: $0) }
                bytes.append(contentsOf: content)
            }
        }

        /// Empty for NULL.
        func blob(_ place: Int32) -> [UInt8] {
            let bytes = sqlite3_column_blob(handle, place)
            return Array(UnsafeRawBufferPointer(start: bytes, count: Int(sqlite3_column_bytes(handle, place))))
        }
    }
}
