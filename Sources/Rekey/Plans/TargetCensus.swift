import Journal
import Model
import Secrets
import Values

/// Counts a plan's targets, finds duplicates and checks the targets' sources, without a database.
struct TargetCensus {
    private let plan: Plan
    private var sources: TargetSources
    private var seen: Set<ListedTarget> = []
    private(set) var problems: [String] = []
    private var emptyWarnings: [String] = []

    /// - Throws: `TargetError.twice`, or what is wrong with a list.
    init(_ plan: Plan, sources: TargetSources, targets: ListedTargets) throws {
        self.plan = plan
        self.sources = sources
        // Sources that belong to no single target are checked even if an entry has no target yet.
        for (index, entry) in plan.entries.enumerated() {
            for problem in self.sources.commonProblems(of: entry) {
                problems.append("secrets[\(index)], all targets: \(problem)")
            }
        }
        try count(targets)
    }

    var count: Int { seen.count }

    /// Things that are allowed but seldom intended.
    var warnings: [String] { emptyWarnings + sources.warnings.texts }

    private mutating func count(_ listed: ListedTargets) throws {
        var targets = listed.makeIterator()
        var before = 0
        while let step = try targets.next() {
            switch step {
            case .target(let target, let entry, let values):
                sources.look(at: values, of: target, plan.entries[entry])
                guard seen.insert(target).inserted else {
                    throw TargetError.twice(target, position: targets.position)
                }
                if case .identified(let target) = target { check(target, entry: entry) }
            case .imported, .previous: break  // only a database has them
            case .end(let entry):
                if count == before {
                    emptyWarnings.append(
                        "secrets[\(entry)] has no target, because its list has no row; add rows before a run")
                }
                before = count
            }
        }
    }

    private mutating func check(_ target: Target, entry: Int) {
        for problem in sources.ownProblems(of: target, plan.entries[entry]) {
            problems.append("secrets[\(entry)]: \(target): \(problem)")
        }
    }
}
