import Crypto
import Foundation
import GRDB
import Model

/// What the audit trail keeps of how a run ended: its state, its counts, and a digest over its outcomes.
///
/// The items are read one after the other, so it takes the same memory for a million of them as for ten.
struct OutcomeDigest {
    /// The number before the digest says what it covers: for each item that has ended, these columns in the order of the ids.
    private static let query = """
        SELECT id, secret_id, state, attempts, doubt, status_code, error_kind, error, started_at, finished_at,
               duration
          FROM items
         WHERE id BETWEEN ? AND ? AND finished_at IS NOT NULL
         ORDER BY id
        """
    private static let columns: Range<Int32> = 0..<11
    private static let form = 1
    private static let piece = 32_768

    private var hash = SHA256()
    private var gathered: [UInt8] = []

    /// `failed: 3 items, 2 succeeded, 1 failed, 0 unknown, 0 skipped, 4 attempts; outcomes 1:…`
    /// - Throws: `JournalError` where there is no such run.
    static func statement(_ database: Database, run: Int64) throws -> String {
        let row = try Journal.run(database, run)
        let tally = row.tally
        let counts =
            "\(tally.items) items, \(tally.succeeded) succeeded, \(tally.failed) failed, \(tally.unknown) unknown, "
            + "\(tally.skipped) skipped, \(tally.attempts) attempts"
        let span = try database.items(of: run)
        return "\(row.state.rawValue): \(counts); outcomes \(form):\(try digest(database, span))"
    }

    private static func digest(_ database: Database, _ span: ItemSpan) throws -> String {
        var digest = OutcomeDigest()
        digest.gathered.reserveCapacity(2 * piece)
        try BoundStatement(database, query).rows {
            $0.add(span.first)
            $0.add(span.last)
        } _: { row in
            for column in columns { row.append(column, to: &digest.gathered) }
            if digest.gathered.count > piece { digest.flush() }
        }
        digest.flush()
        return digest.hash.finalize().map { byte in
            let digits = String(byte, radix: 16)
            return digits.count == 1 ? "0" + digits : digits
        }.joined()
    }

    private mutating func flush() {
        gathered.withUnsafeBytes { hash.update(bufferPointer: $0) }
        gathered.removeAll(keepingCapacity: true)
    }
}
