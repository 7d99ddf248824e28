import Model

/// What was asked for is not in the database. Every command says it with the same words.
package enum NotFound: Error, Sendable, Equatable, CustomStringConvertible {
    case run(RunReference)
    /// The database of one shard has no run at all.
    case anyRun(database: String)
    case plan(String)
    /// Not even an earlier revision or a run of the plan is there.
    case planOrRevision(String)
    /// A name that could be either.
    case runOrPlan(String)

    static func run(_ id: Int64) -> NotFound { .run(.named(String(id))) }

    package var description: String {
        switch self {
        case .run(.named(let name)): "there is no run \(quoted(name)); `rekey runs` lists them"
        case .run(.latest(nil)): "there is no run yet; `rekey run PLAN` starts one"
        case .run(.latest(let plan?)): "plan \(quoted(plan)) has no run; `rekey runs` lists the runs that there are"
        case .anyRun(let database): "\(database) has no run yet; `rekey run PLAN` starts one"
        case .plan(let name): "there is no plan \(quoted(name)); `rekey plan list` shows them"
        case .planOrRevision(let name):
            "there is no plan \(quoted(name)) that was applied or run; `rekey plan list` shows them"
        case .runOrPlan(let name):
            "there is no run and no plan \(quoted(name)); `rekey runs` and `rekey plan list` show what there is"
        }
    }
}
