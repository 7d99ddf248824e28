import Journal
import Model
import Secrets

/// The targets of a job file, for the database: what a list says of them besides is sealed.
struct SealedTargets: TargetSource {
    let targets: ListedTargets
    let plan: PlanName
    /// Without it the values are checked and forgotten.
    let columns: ColumnSealer?

    func makeIterator() -> any TargetIterator {
        Iterator(targets: targets.makeIterator(), plan: plan, columns: columns)
    }

    private struct Iterator: TargetIterator {
        var targets: ListedTargets.Iterator
        let plan: PlanName
        let columns: ColumnSealer?

        var position: String { targets.position }

        mutating func next() throws -> TargetStep? {
            switch try targets.next() {
            case .target(let target, let entry, let values):
                .target(target, entry: entry, columns: try columns?.sealed(values, of: target, plan: plan) ?? [])
            case .imported(let secret, let entry): .imported(secret, entry: entry)
            case .previous(let entry): .previous(entry: entry)
            case .end(let entry): .end(entry: entry)
            case nil: nil
            }
        }
    }
}
