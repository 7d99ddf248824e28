package import Model

extension RunTally {
    /// How many items stand how, in the order of every output.
    package var outcomes: [(name: String, count: Int)] {
        RunColumn.outcomes.map { ($0.rawValue, count(of: $0) ?? 0) }
    }

    /// All of them as fields side by side, with the sum first.
    package var fields: [OutputValue.Field] {
        [(RunColumn.items.rawValue, .integer(Int64(items)))] + outcomes.map { ($0.name, .integer(Int64($0.count))) }
    }

    /// - Returns: `nil` for a column that counts nothing.
    package func count(of column: RunColumn) -> Int? {
        switch column {
        case .items: items
        case .succeeded: succeeded
        case .failed: failed
        case .unknown: unknown
        case .skipped: skipped
        case .pending: pending
        case .attempts: attempts
        case .run, .uuid, .plan, .revision, .state, .trigger, .shard, .startedAt, .finishedAt, .stopReason: nil
        }
    }
}
