import Model

/// Something that a command names is not in the database. Every command reports it with the same words.
package enum NotFound: Error, Sendable, Equatable, CustomStringConvertible {
    case run(RunReference)
    /// The database of one shard has no run.
    case anyRun(database: String)
    case plan(String)
    /// The plan has neither an earlier revision nor a run.
    case planOrRevision(String)
    /// A name that could be either.
    case runOrPlan(String)

    static func run(_ id: Int64) -> NotFound { .run(.named(String(id))) }

    package var description: String {
        switch self {
        case .run(.named(let name)): "run \(quoted(name)) does not exist; `rekey runs` lists all runs"
        case .run(.latest(nil)): "no run exists yet; `rekey run PLAN` starts one"
        case .run(.latest(let plan?)): "plan \(quoted(plan)) has no run; `rekey runs` lists the runs that there are"
        case .anyRun(let database): "\(database) has no run yet; `rekey run PLAN` starts one"
        case .plan(let name): "plan \(quoted(name)) does not exist; `rekey plan list` shows all plans"
        case .planOrRevision(let name):
            "plan \(quoted(name)) does not exist or was never applied or run; `rekey plan list` shows all plans"
        case .runOrPlan(let name):
            "\(quoted(name)) is neither a run nor a plan; `rekey runs` and `rekey plan list` show them"
        }
    }
}
