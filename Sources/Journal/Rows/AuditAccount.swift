import GRDB
import Model

/// What the audit trail says of runs, revisions and logins, to be held against the record.
struct AuditAccount {
    private struct Entry {
        let row: Int64
        let action: String
        let detail: String?
    }

    /// The row with which a run came into the record.
    private var begun: [Int64: Int64] = [:]
    /// The last row about the state of a run.
    private var last: [Int64: Entry] = [:]
    private var applied: [PlanRevision: Int64] = [:]
    private var prunedRevisions: Set<PlanRevision> = []
    private var hosts: Set<String> = []
    /// The last row of a rekey that did not say which runs it took away.
    private var unnamedPrune: Int64 = 0
    private let completeFrom: Int64

    private struct PlanRevision: Hashable {
        let plan: String
        let number: Int
    }

    private static let beginnings: Set<AuditAction> = [.run, .rollback, .restore, .adopt, .retire]
    private static let standings: Set<AuditAction> = beginnings.union([.resume, .retry, .cancel, .end, .prune])

    /// Of a prune that is under way, or that a crash cut short; the next one ends it.
    static let pruneBegun = "begun"
    static let taken = "taken out of the record"

    init(completeFrom: Int64) {
        self.completeFrom = completeFrom
    }

    mutating func note(_ row: AuditRow) {
        guard let action = AuditAction(rawValue: row.action) else { return }
        if let run = row.run, Self.standings.contains(action) {
            if Self.beginnings.contains(action), begun[run] == nil { begun[run] = row.id }
            last[run] = Entry(row: row.id, action: row.action, detail: row.detail)
            return
        }
        switch action {
        case .apply:
            if let plan = row.plan, let number = row.revision { applied[.init(plan: plan, number: number)] = row.id }
        case .prune:
            if let plan = row.plan, let number = row.revision {
                prunedRevisions.insert(.init(plan: plan, number: number))
            } else if row.id < completeFrom {
                unnamedPrune = row.id
            }
        case .login:
            // "to HOST as CLIENT"
            if let host = row.detail?.split(separator: " ").dropFirst().first { hosts.insert(String(host)) }
        case .logout:
            if let host = row.detail?.split(separator: " ").dropFirst().first { hosts.remove(String(host)) }
        default: break
        }
    }

    /// What the record has and the trail does not, or the other way round, in words.
    /// - Parameter comparesOutcomes: whether to read every item too.
    func contradictions(_ database: Database, comparesOutcomes: Bool) throws -> [String] {
        try runs(database, comparesOutcomes) + revisions(database) + logins(database)
    }

    private func runs(_ database: Database, _ comparesOutcomes: Bool) throws -> [String] {
        var found: [String] = []
        var there: Set<Int64> = []
        for row in try Row.fetchAll(database, sql: "SELECT id, state FROM runs ORDER BY id") {
            let run: Int64 = row["id"]
            there.insert(run)
            guard begun[run] != nil, let last = last[run] else {
                found.append("run \(run) has no row in the audit trail")
                continue
            }
            if let fault = try fault(database, run, state: row["state"], last, comparesOutcomes) { found.append(fault) }
        }
        for (run, row) in begun.sorted(by: { $0.key < $1.key }) where !there.contains(run) {
            if last[run]?.detail == Self.taken || row < unnamedPrune { continue }
            found.append("run \(run) is in the audit trail and no longer in the record")
        }
        return found
    }

    private func fault(
        _ database: Database, _ run: Int64, state: String, _ last: Entry, _ comparesOutcomes: Bool
    ) throws -> String? {
        let isPrune = last.action == AuditAction.prune.rawValue
        if last.action == AuditAction.end.rawValue || isPrune && last.detail != Self.pruneBegun {
            guard comparesOutcomes else { return nil }
            return try OutcomeDigest.statement(database, run: run) == last.detail
                ? nil : "run \(run) or its outcomes were changed after it ended"
        }
        let hasEnded = RunState(rawValue: state).map { $0 != .running && $0 != .interrupted } ?? true
        return hasEnded && !isPrune && last.row >= completeFrom
            ? "run \(run) is \(state), and the audit trail has no row of its end" : nil
    }

    private func revisions(_ database: Database) throws -> [String] {
        var found: [String] = []
        var there: Set<PlanRevision> = []
        for row in try Row.fetchAll(database, sql: "SELECT plan, number FROM revisions ORDER BY id") {
            let revision = PlanRevision(plan: row["plan"], number: row["number"])
            there.insert(revision)
            if applied[revision] == nil {
                found.append("revision \(revision.number) of plan \(revision.plan) has no row in the audit trail")
            }
        }
        for (revision, row) in applied.sorted(by: { $0.value < $1.value }) where !there.contains(revision) {
            if prunedRevisions.contains(revision) || row < unnamedPrune { continue }
            found.append(
                "revision \(revision.number) of plan \(revision.plan) is in the audit trail and no longer in the record"
            )
        }
        return found
    }

    private func logins(_ database: Database) throws -> [String] {
        let there = Set(try String.fetchAll(database, sql: "SELECT host FROM logins"))
        return there.subtracting(hosts).sorted().map { "the login at \($0) has no row in the audit trail" }
            + hosts.subtracting(there).sorted().map {
                "the login at \($0) is in the audit trail and no longer in the record"
            }
    }
}
