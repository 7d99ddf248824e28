import GRDB

extension Database {
    /// The number of a run.
    func run(_ reference: RunReference) throws -> Int64? {
        switch reference {
        case .named(let name):
            try Int64.fetchOne(
                self, sql: "SELECT id FROM runs WHERE id = ? OR uuid = ?",
                arguments: [Int64(name) ?? -1, name.lowercased()])
        case .latest(let plan):
            try Int64.fetchOne(
                self,
                sql: """
                    SELECT max(runs.id)
                      FROM runs JOIN revisions ON revisions.id = runs.revision_id
                     WHERE runs.trigger <> ? AND (?2 IS NULL OR revisions.plan = ?2)
                    """,
                arguments: [NewAdoption.trigger, plan])
        }
    }
}
