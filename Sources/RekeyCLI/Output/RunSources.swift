import Journal
import Rekey

/// One run in each of the databases that were named: the shards of one, or a single run.
struct RunSources {
    let sources: [(record: Record, run: Int64)]

    /// - Parameter number: A run's number or UUID; `nil` takes the latest of each database.
    /// - Throws: `RequestError` where a database has no such run.
    init(global: GlobalOptions, number: String?) throws {
        sources = try global.databases.map { path in
            let record = try Record(path: path)
            if let number { return (record, try RecordRows.number(number, in: record)) }
            guard let latest = try record.runNumber(nil) else {
                throw RequestError("\(path) has no run yet; `rekey run PLAN` starts one")
            }
            return (record, latest)
        }
    }
}
