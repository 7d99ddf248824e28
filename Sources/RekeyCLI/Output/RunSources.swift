import Foundation
import Journal
import Rekey

/// One run from each named database: the shards of a run, or a single run.
struct RunSources {
    let sources: [(record: JournalReader, run: Int64)]

    /// - Throws: `NotFound` if a database does not have the run, `RequestError` for runs that do not belong together.
    init(global: GlobalOptions, run: RunReference) throws {
        if let twice = Self.twice(global.databases) {
            throw RequestError("\(twice) is named twice; name each database once")
        }
        sources = try global.databases.map { path in
            let record = try JournalReader(path: path)
            if run == .latest(plan: nil), try record.runNumber(run) == nil {
                throw NotFound.anyRun(database: path)
            }
            return (record, try RecordRows.number(run, in: record))
        }
        let plans = Set(try sources.map { try $0.record.head($0.run).plan })
        guard plans.count == 1 else {
            throw RequestError(
                "the runs are of different plans (\(plans.sorted().joined(separator: ", "))); name databases of one plan"
            )
        }
    }

    /// The first path that leads to the same file as an earlier one.
    private static func twice(_ paths: [String]) -> String? {
        var seen: Set<String> = []
        return paths.first { !seen.insert(URL(fileURLWithPath: $0).resolvingSymlinksInPath().path).inserted }
    }
}
