import GRDB
package import Model

/// Takes a plan's targets without writing them: for a run that is only looked at.
struct TargetCollector: TargetSink {
    let database: Database
    let plan: PlanName
    let previous: Int64?
    let maximum: Int
    let fits: (Target) -> Bool
    let found = Found()

    final class Found {
        var first: [PlannedTarget] = []
        var total = 0
        var seen = 0
        var named: [NamedRow] = []
        /// Of each entry, without those whose apps are named.
        var counts: [Int: Int] = [:]
    }

    var count: Int { found.seen }

    func noteEmpty(entry: Int) {}

    /// Takes a second one too: a plan that is in the database was checked when it was applied.
    func add(_ target: ListedTarget, entry: Int, columns: [SealedColumn]) -> Bool {
        found.seen += 1
        if case .identified = target { found.counts[entry, default: 0] += 1 }
        switch target {
        case .identified(let target) where fits(target):
            found.total += 1
            if found.first.count < maximum {
                found.first.append(PlannedTarget(target: target, entry: entry, columns: columns))
            }
        case .identified: break
        case .named(let target): found.named.append(NamedRow(target: target, entry: entry, columns: columns))
        }
        return true
    }
}

/// A target of a plan, and what its list says of it besides, still sealed.
package struct PlannedTarget: Sendable {
    package let target: Target
    /// The index of its entry under `secrets`.
    package let entry: Int
    package let columns: [SealedColumn]

    package init(target: Target, entry: Int, columns: [SealedColumn]) {
        self.target = target
        self.entry = entry
        self.columns = columns
    }
}
