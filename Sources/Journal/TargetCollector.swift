import GRDB
import Model

/// Takes a plan's targets without writing them: for a run that is only looked at.
struct TargetCollector: TargetSink {
    let database: Database
    let plan: String
    let previous: Int64?
    let most: Int
    let fits: (Target) -> Bool
    let found = Found()

    final class Found {
        var first: [(target: Target, entry: Int)] = []
        var total = 0
        var seen = 0
    }

    var count: Int { found.seen }

    func noteEmpty(entry: Int) {}

    func add(_ target: Target, entry: Int, columns: [SealedColumn]) throws {
        found.seen += 1
        guard fits(target) else { return }
        found.total += 1
        if found.first.count < most { found.first.append((target, entry)) }
    }
}
