import Journal
import Model
import Secrets
import Values

/// Counts a plan's targets, finds duplicates and checks the targets' sources, without a database.
final class TargetCensus: TargetSink {
    private let plan: Plan
    private var sources: TargetSources
    private var seen: Set<ListedTarget> = []
    private(set) var problems: [String] = []
    private var emptyWarnings: [String] = []

    init(_ plan: Plan, sources: TargetSources) {
        self.plan = plan
        self.sources = sources
        // Sources that belong to no single target are checked even if an entry has no target yet.
        for (index, entry) in plan.entries.enumerated() {
            for problem in self.sources.commonProblems(of: entry) {
                problems.append("secrets[\(index)], all targets: \(problem)")
            }
        }
    }

    var count: Int { seen.count }

    /// Things that are allowed but seldom intended.
    var warnings: [String] { emptyWarnings + sources.warnings.texts }

    func noteEmpty(entry: Int) {
        emptyWarnings.append("secrets[\(entry)] has no target, because its list has no row; add rows before a run")
    }

    func add(_ target: Target, entry: Int, columns: [SealedColumn]) throws {
        guard seen.insert(.identified(target)).inserted else { throw TargetError.duplicate(target) }
        for problem in sources.ownProblems(of: target, plan.entries[entry]) {
            problems.append("secrets[\(entry)]: \(target): \(problem)")
        }
    }

    func add(_ target: NamedTarget, entry: Int, columns: [SealedColumn]) throws {
        guard seen.insert(.named(target)).inserted else { throw TargetError.duplicateName(target) }
    }

    func look(at values: [(column: String, value: Secret)], of target: ListedTarget, entry: Int) {
        sources.look(at: values, of: target, plan.entries[entry])
    }

    // What exists only in a database is not checked for a file.
    func addImported(secret: SecretName, entry: Int) throws {}
    func addPrevious(entry: Int) throws {}
    func checkImported(taken: [SecretName]) throws {}
}
