import Journal
import Model

/// Counts a plan's targets and finds doubles, without a database.
final class TargetCensus: TargetSink {
    private var seen: Set<Target> = []

    var count: Int { seen.count }

    func add(_ target: Target, entry: Int) throws {
        guard seen.insert(target).inserted else { throw TargetError.duplicate(target) }
    }

    // What only a database has is none of a file's business.
    func addImported(secret: SecretName, entry: Int) throws {}
    func addPrevious(entry: Int) throws {}
    func checkImported(taken: [SecretName]) throws {}
}
