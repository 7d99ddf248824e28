import GRDB
import Model

extension Journal {
    /// Takes the next turn of a credential at its token endpoint.
    /// - Parameters:
    ///   - credential: a digest of it.
    ///   - spacing: the least time between two requests, of whatever process.
    /// - Returns: zero when the turn is taken; otherwise how long to wait before asking again.
    package func takeTokenTurn(of credential: String, spacing: Duration) throws -> Duration {
        try write { database in
            let now = Int64.nowMicroseconds
            let last = try Int64.fetchOne(
                database, sql: "SELECT requested_at FROM token_requests WHERE credential = ?", arguments: [credential])
            let isAhead = last.map { $0 > now } ?? false
            if let last, !isAhead, now - last < spacing.wholeMicroseconds {
                return .microseconds(last + spacing.wholeMicroseconds - now)
            }
            // After a clock was set back nobody knows how long ago it was: it counts as now.
            try database.execute(
                sql: """
                    INSERT INTO token_requests (credential, requested_at) VALUES (?, ?)
                    ON CONFLICT (credential) DO UPDATE SET requested_at = excluded.requested_at
                    """, arguments: [credential, now])
            try database.execute(
                sql: "DELETE FROM token_requests WHERE requested_at < ?",
                arguments: [now - Self.longestTokenMemory.wholeMicroseconds])
            return isAhead ? spacing : .zero
        }
    }

    private static let longestTokenMemory: Duration = .seconds(86_400)
}
