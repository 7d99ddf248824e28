import GRDB

extension Journal {
    /// The targets of a plan that other plans name too.
    package func conflicts(of plan: String) throws -> [PlanConflict] {
        try read { try Self.conflicts($0, of: [plan]) }
    }

    /// The targets of some plans that more than one plan names, together where the same plans name them.
    ///
    /// Goes by target, not by pair of plans: what a thousand plans name is a thousand rows, where their pairs would be
    /// half a million.
    static func conflicts(_ database: Database, of plans: [String]) throws -> [PlanConflict] {
        var found: [String: (targets: Int, examples: [String])] = [:]
        let rows = try Row.fetchCursor(
            database,
            sql: """
                WITH latest (plan, id) AS MATERIALIZED (
                    SELECT name, (SELECT id FROM revisions WHERE plan = name ORDER BY number DESC LIMIT 1) FROM plans),
                asked (secret_id) AS (
                    SELECT DISTINCT secret_id
                      FROM json_each(?) AS names
                      CROSS JOIN latest ON latest.plan = names.value
                      CROSS JOIN revision_targets ON revision_targets.revision_id = latest.id),
                named (secret_id, plan) AS (
                    SELECT asked.secret_id, latest.plan
                      FROM asked
                      CROSS JOIN revision_targets ON revision_targets.secret_id = asked.secret_id
                      CROSS JOIN latest ON latest.id = revision_targets.revision_id
                     ORDER BY asked.secret_id, latest.plan)
                SELECT secrets.app_id, secrets.secret_name, shared.plans
                  FROM (SELECT secret_id, group_concat(plan, ' ') AS plans
                          FROM named GROUP BY secret_id HAVING count(*) > 1) AS shared
                  JOIN secrets ON secrets.id = shared.secret_id
                 ORDER BY secrets.app_id, secrets.secret_name
                """,
            arguments: [jsonArray(plans)])
        while let row = try rows.next() {
            var conflict = found[row["plans"], default: (0, [])]
            conflict.targets += 1
            if conflict.examples.count < 3 {
                conflict.examples.append("\(row["app_id"] as String)/\(row["secret_name"] as String)")
            }
            found[row["plans"]] = conflict
        }
        let asked = Set(plans)
        return found.sorted { $0.key < $1.key }.map { names, shared in
            let all = names.split(separator: " ").map(String.init)
            return PlanConflict(
                plans: all.filter(asked.contains) + all.filter { !asked.contains($0) }, targets: shared.targets,
                examples: shared.examples)
        }
    }

    /// Names of plans have no character that JSON escapes.
    private static func jsonArray(_ names: [String]) -> String {
        "[" + names.map { "\"\($0)\"" }.joined(separator: ",") + "]"
    }
}
