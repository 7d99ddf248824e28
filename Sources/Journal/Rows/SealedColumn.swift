import Foundation
import GRDB

/// A value that came with a list of targets.
package struct SealedColumn: Sendable {
    package let name: String
    package let sealed: [UInt8]
    /// 16 bytes.
    package let fingerprint: [UInt8]

    package init(name: String, sealed: [UInt8], fingerprint: [UInt8]) {
        self.name = name
        self.sealed = sealed
        self.fingerprint = fingerprint
    }

    /// - Parameter statement: gives column_name, sealed and fingerprint.
    static func fetch(_ statement: Statement, _ arguments: StatementArguments) throws -> [SealedColumn] {
        try Row.fetchAll(statement, arguments: arguments).map { row in
            let sealed: Data = row["sealed"]
            let fingerprint: Data = row["fingerprint"]
            return SealedColumn(name: row["column_name"], sealed: Array(sealed), fingerprint: Array(fingerprint))
        }
    }
}
