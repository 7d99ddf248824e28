import CrashPoints
import Foundation
import GRDB
import Model
import Secrets

extension Journal {
    static let pendingQuery = """
        SELECT \(ItemRow.columns), NULL
          FROM items
          JOIN secrets ON secrets.id = items.secret_id
         WHERE items.id BETWEEN ? AND ? AND state = 'pending'
         ORDER BY items.id
         LIMIT ?
        """

    static let preparedQuery = """
        SELECT \(ItemRow.columns), sealed
          FROM items
          JOIN secrets ON secrets.id = items.secret_id
          LEFT JOIN item_values ON item_values.item_id = items.id
         WHERE items.id BETWEEN ? AND ? AND state IN ('prepared', 'sending')
         ORDER BY items.id
         LIMIT ?
        """

    /// Pending items after `item`, in the plan's order.
    package func pendingItems(run: Int64, after item: Int64, maximum: Int) throws -> [ItemRow] {
        try read { database in
            let query = try BoundStatement(database, Self.pendingQuery)
            return try Self.items(query, in: database.items(of: run), after: item, maximum: maximum)
        }
    }

    /// Items after `item` whose values are sealed already: what a run that ended early has left.
    package func preparedItems(run: Int64, after item: Int64, maximum: Int) throws -> [ItemRow] {
        try read { database in
            let query = try BoundStatement(database, Self.preparedQuery)
            return try Self.items(query, in: database.items(of: run), after: item, maximum: maximum)
        }
    }

    private static func items(
        _ query: BoundStatement, in span: ItemSpan, after item: Int64, maximum: Int
    ) throws -> [ItemRow] {
        var items: [ItemRow] = []
        try query.rows {
            $0.add(max(span.settledThrough, span.first - 1, item) + 1)
            $0.add(span.last)
            $0.add(maximum)
        } _: {
            items.append(ItemRow($0))
        }
        return items
    }

    /// What the list of the run's revision says of an item's target, still sealed.
    package func columns(of item: ItemRow, revision: Int64) throws -> [(name: String, sealed: [UInt8])] {
        try read { database in
            try Row.fetchAll(
                database.cachedStatement(
                    sql: "SELECT column_name, sealed FROM column_values WHERE revision_id = ? AND secret_id = ?"),
                arguments: [revision, item.secret]
            ).map { row in
                let sealed: Data = row["sealed"]
                return (row["column_name"], Array(sealed))
            }
        }
    }

    /// The values that items of this run share, as far as they were made.
    package func sharedValues(run: Int64) throws -> [CommitBatch.SharedValue] {
        try read { database in
            try Row.fetchAll(
                database, sql: "SELECT entry, key_name, app_id, sealed FROM shared_values WHERE run_id = ?",
                arguments: [run]
            ).map { row in
                let app: String = row["app_id"]
                let sealed: Data = row["sealed"]
                return CommitBatch.SharedValue(
                    entry: row["entry"], key: KeyName(stored: row["key_name"]),
                    app: app.isEmpty ? nil : AppID(stored: app), sealed: Array(sealed))
            }
        }
    }

    /// Records a turn whole or not at all. When this returns it survives a power loss.
    /// - Parameter retain: versions before the present one that stay sealed.
    package func record(_ turn: CommitBatch, run: Int64, retain: Int) throws {
        try write { database in
            try Self.move(database, turn.prepared.map(\.item), from: .pending, to: .sending)
            try Self.keepValues(database, turn.prepared)
            for value in turn.shared { try Self.share(database, value, run: run) }
            try Self.move(database, turn.released, from: .prepared, to: .sending)
            try Self.add(database, turn.attempts)
            for standing in turn.underway { try Self.note(database, standing) }
            try Self.settle(database, turn.settled)
            try Self.keepIdentities(database, turn.identities)
            if !turn.settled.isEmpty { try Self.advance(database, run: run) }
            try Self.keepVersions(database, of: turn.succeeded, retain: retain)
            try Self.move(database, turn.withdrawn, from: .sending, to: .prepared)
            try Self.count(database, turn, run: run)
            if let pace = turn.pace { try Self.keep(database, pace) }
            for point in turn.crashPoints { point.before.pass() }
        }
        for point in turn.crashPoints { point.after.pass() }
    }

    static func keepValues(_ database: Database, _ items: [CommitBatch.Preparation]) throws {
        let insertion = try BoundStatement(
            database, "INSERT INTO item_values (item_id, sealed, fingerprints) VALUES (?, ?, ?)")
        for item in items {
            try insertion.run { arguments in
                arguments.add(item.item)
                arguments.add(item.sealed)
                arguments.add(utf8: item.fingerprints)
            }
        }
    }

    private static func share(_ database: Database, _ value: CommitBatch.SharedValue, run: Int64) throws {
        try database.change(
            "INSERT INTO shared_values (run_id, entry, key_name, app_id, sealed) VALUES (?, ?, ?, ?, ?)",
            [run, value.entry, value.key.text, value.app?.text ?? "", value.sealed.databaseBlob])
    }

    /// Neighbours move in one statement.
    private static func move(
        _ database: Database, _ items: [Int64], from: ItemState, to: ItemState
    ) throws {
        for range in neighbours(items) {
            try database.transition(
                "UPDATE items SET state = ? WHERE id BETWEEN ? AND ? AND state = ?",
                [to.rawValue, range.lowerBound, range.upperBound, from.rawValue], rows: range.count)
        }
    }

    /// The same items as ranges without a gap.
    static func neighbours(_ items: [Int64]) -> [ClosedRange<Int64>] {
        var ranges: [ClosedRange<Int64>] = []
        for item in items.sorted() {
            if let last = ranges.last, last.upperBound + 1 == item {
                ranges[ranges.count - 1] = last.lowerBound...item
            } else {
                ranges.append(item...item)
            }
        }
        return ranges
    }

    private static func add(_ database: Database, _ attempts: [CommitBatch.Attempt]) throws {
        let insertion = try BoundStatement(
            database,
            """
            INSERT INTO attempts (item_id, number, request, started_at, duration, status_code, error_kind, error, doubt)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
            """)
        for attempt in attempts {
            try insertion.run { arguments in
                arguments.add(attempt.item)
                arguments.add(attempt.number)
                arguments.add(attempt.request.rawValue)
                arguments.add(attempt.startedAt)
                arguments.add(attempt.durationMicroseconds)
                arguments.add(attempt.detail)
                arguments.add(attempt.doubt.rawValue)
            }
        }
    }

    private static func note(_ database: Database, _ standing: CommitBatch.InFlightUpdate) throws {
        try database.transition(
            """
            UPDATE items SET attempts = ?, doubt = ?, status_code = ?, error_kind = ?, error = ?,
                   started_at = coalesce(started_at, ?), is_created = ?
             WHERE id = ? AND state IN ('prepared', 'sending')
            """,
            [
                standing.attempts, standing.doubt.rawValue, standing.detail.statusCode,
                standing.detail.errorKind?.rawValue, standing.detail.error?.text, standing.startedAt,
                standing.isCreated, standing.item,
            ])
    }

    private static func settle(_ database: Database, _ ends: [CommitBatch.ItemOutcome]) throws {
        let update = try BoundStatement(
            database,
            """
            UPDATE items SET state = ?, attempts = ?, doubt = ?, status_code = ?, error_kind = ?, error = ?,
                   started_at = coalesce(started_at, ?), finished_at = max(?, ifnull(started_at, 0)), duration = ?,
                   is_created = ?
             WHERE id = ? AND state = ?
            """)
        for end in ends {
            let changed = try update.run { arguments in
                arguments.add(end.to.rawValue)
                arguments.add(end.attempts)
                arguments.add(end.doubt.rawValue)
                arguments.add(end.detail)
                arguments.add(end.startedAt)
                arguments.add(end.finishedAt)
                arguments.add(end.durationMicroseconds)
                arguments.add(end.isCreated ? 1 : 0)
                arguments.add(end.item)
                arguments.add(end.from.rawValue)
            }
            try Database.expect(changed, of: 1)
        }
    }

    private static func keepIdentities(_ database: Database, _ identities: [CommitBatch.SeenIdentity]) throws {
        guard !identities.isEmpty else { return }
        let update = try BoundStatement(database, "UPDATE secrets SET k8s_name = ?, created_at = ? WHERE id = ?")
        for seen in identities {
            _ = try update.run { arguments in
                arguments.add(seen.identity.k8sName)
                arguments.add(seen.identity.createdAt)
                arguments.add(seen.secret)
            }
        }
    }

    /// Moves the mark up to which a run is through. Each item is passed once, so the mark costs no index.
    static func advance(_ database: Database, run: Int64) throws {
        try database.change(
            """
            UPDATE runs
               SET settled_through = ifnull(
                       (SELECT min(id) - 1 FROM items
                         WHERE id BETWEEN max(runs.first_item, runs.settled_through + 1) AND runs.last_item
                           AND finished_at IS NULL),
                       last_item)
             WHERE id = ?
            """, [run])
    }

    private static func count(_ database: Database, _ turn: CommitBatch, run: Int64) throws {
        guard !turn.settled.isEmpty || !turn.attempts.isEmpty || turn.passesCanary else { return }
        var ends = RunTally()
        for index in turn.settled.indices { ends.count(turn.settled[index].to) }
        try database.transition(
            """
            UPDATE runs
               SET succeeded = succeeded + ?, failed = failed + ?, unknown = unknown + ?, skipped = skipped + ?,
                   attempts = attempts + ?, created = created + ?, canary_passed = max(canary_passed, ?)
             WHERE id = ? AND state = 'running'
            """,
            [
                ends.succeeded, ends.failed, ends.unknown, ends.skipped, turn.attemptCount,
                turn.settled.count { $0.to == .succeeded && $0.isCreated }, turn.passesCanary, run,
            ])
    }

    private static func keep(_ database: Database, _ pace: PaceRow) throws {
        try database.change(
            """
            INSERT INTO paces (host, theoretical_arrival, held_until, saved_at, is_clean) VALUES (?, ?, ?, ?, ?)
            ON CONFLICT (host) DO UPDATE
            SET theoretical_arrival = excluded.theoretical_arrival, held_until = excluded.held_until,
                saved_at = excluded.saved_at, is_clean = excluded.is_clean
            """,
            [pace.host, pace.theoreticalArrival, pace.heldUntil, pace.savedAt, pace.isClean])
    }

    /// Keeps the limiter of a host.
    package func keepPace(_ pace: PaceRow) throws {
        try write { try Self.keep($0, pace) }
    }

    /// The limiter of a host as the last process left it.
    package func pace(host: String) throws -> PaceRow? {
        try read { database in
            try Row.fetchOne(database, sql: "SELECT * FROM paces WHERE host = ?", arguments: [host]).map { row in
                PaceRow(
                    host: host, theoreticalArrival: row["theoretical_arrival"], heldUntil: row["held_until"],
                    savedAt: row["saved_at"], isClean: row["is_clean"])
            }
        }
    }
}

extension CommitBatch {
    fileprivate var crashPoints: [(before: CrashPoint, after: CrashPoint)] {
        var points: [(before: CrashPoint, after: CrashPoint)] = []
        if !prepared.isEmpty { points.append((.valuesBeforeCommit, .valuesAfterCommit)) }
        if !released.isEmpty { points.append((.releaseBeforeCommit, .releaseAfterCommit)) }
        if !underway.isEmpty { points.append((.standingBeforeCommit, .standingAfterCommit)) }
        if !settled.isEmpty { points.append((.outcomeBeforeCommit, .outcomeAfterCommit)) }
        return points
    }
}

extension ItemRow {
    static let columns = """
        items.id, app_id, secret_name, entry, state, attempts, budget_start, doubt, status_code, error_kind,
        secret_id, restores, app_name, k8s_name, secrets.created_at,
        is_created
        """

    /// - Parameter row: `columns` and the sealed values.
    fileprivate convenience init(_ row: BoundStatement.Columns) {
        self.init(
            id: row.integer(0),
            target: Target(app: AppID(stored: row.text(1)), secret: SecretName(stored: row.text(2))),
            entry: Int(row.integer(3)), state: ItemState(rawValue: row.text(4)) ?? .pending,
            attempts: Int(row.integer(5)), budgetStart: Int(row.integer(6)),
            doubt: Doubt(rawValue: Int(row.integer(7))) ?? .none,
            isConfirmed: [200, 201].contains(row.integer(8)) && row.isNull(9) && row.integer(5) > 0,
            secret: row.integer(10),
            restores: row.isNull(11) ? nil : row.integer(11), appName: row.isNull(12) ? nil : row.text(12),
            identity: SecretIdentity(
                k8sName: row.isNull(13) ? nil : row.text(13), createdAt: row.isNull(14) ? nil : row.text(14)),
            isCreated: row.integer(15) == 1, values: SealedValues(row, at: 16))
    }
}
