import GRDB

extension Journal {
    /// A secret that a run is to write, and the latest request of another run for it that may still take effect.
    package struct LateRequest: Sendable {
        package let secret: Int64
        /// Microseconds since 1970.
        package let startedAt: Int64
    }

    /// Requests of other runs that left at `moment` or later and whose answers were not seen, for secrets that this run
    /// has yet to write. A later success with the same value does not take such a request back.
    ///
    /// The query says `doubt > 0` besides, which is what the index of requests in doubt is made for.
    /// - Parameter moment: microseconds since 1970.
    package func lateRequests(before run: Int64, since moment: Int64) throws -> [LateRequest] {
        try read { database in
            let span = try database.items(of: run)
            return try Row.fetchAll(
                database,
                sql: """
                    SELECT sent.secret_id, max(attempts.started_at)
                      FROM attempts
                      JOIN items AS sent ON sent.id = attempts.item_id
                     WHERE attempts.doubt = 2 AND attempts.doubt > 0 AND attempts.started_at >= ?
                       AND sent.id NOT BETWEEN ? AND ?
                       AND EXISTS (SELECT 1 FROM items AS mine
                                    WHERE mine.secret_id = sent.secret_id AND mine.id BETWEEN ? AND ?
                                      AND mine.finished_at IS NULL)
                     GROUP BY sent.secret_id
                    """,
                arguments: [moment] + span.all + span.all
            ).map { LateRequest(secret: $0[0], startedAt: $0[1]) }
        }
    }
}
