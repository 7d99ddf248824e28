import GRDB
package import Model
import Secrets

/// What each installation of the API offers, as it was last seen.
extension Journal {
    /// - Parameter host: what is known of one says nothing of another.
    package func keep(_ installation: Installation, host: String) throws {
        _ = try write { database in
            try database.change(
                """
                INSERT OR REPLACE INTO installations (host, version, lists, creates, reveals, seen_at)
                VALUES (?, ?, ?, ?, ?, ?)
                """,
                [
                    host, installation.version?.text, installation.lists, installation.creates, installation.reveals,
                    Int64.nowMicroseconds,
                ])
        }
    }

    /// - Returns: `nil` for a host of which nothing is known; times are microseconds since 1970.
    package func installation(host: String) throws -> (installation: Installation, seenAt: Int64)? {
        try read { database in
            // What is only looked at may have an older schema.
            guard try database.tableExists("installations") else { return nil }
            return try Row.fetchOne(database, sql: "SELECT * FROM installations WHERE host = ?", arguments: [host]).map
            { row in
                let version: String? = row["version"]
                return (
                    Installation(
                        version: version.map { PublicText($0, hiding: Scrubber([])) }, lists: row["lists"],
                        creates: row["creates"], reveals: row["reveals"]), row["seen_at"]
                )
            }
        }
    }
}
