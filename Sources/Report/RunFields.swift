package import Journal
package import Model

/// A run, or the shards of one, as outputs show it.
package protocol RunFields {
    /// - Returns: `nil` for a column that it does not have.
    func value(of column: RunColumn) -> OutputValue?
}

extension RunFields {
    /// One field for each column that it has.
    package var row: [OutputValue.Field] {
        RunColumn.allCases.compactMap { column in value(of: column).map { (column.rawValue, $0) } }
    }

    /// The same with `items` as an object of the counts, as in JSON and YAML.
    /// - Parameters:
    ///   - repeatsCounts: whether the counts are beside the object too, as they are columns of the view.
    ///   - afterItems: fields that this output has behind the object.
    package func fields(repeatsCounts: Bool = false, afterItems: [OutputValue.Field] = []) -> [OutputValue.Field] {
        RunColumn.allCases.flatMap { column -> [OutputValue.Field] in
            guard let value = value(of: column) else { return [] }
            if column == .items { return [(column.rawValue, counts(total: value))] + afterItems }
            return repeatsCounts || !RunColumn.outcomes.contains(column) ? [(column.rawValue, value)] : []
        }
    }

    private func counts(total: OutputValue) -> OutputValue {
        .object([("total", total)] + RunColumn.outcomes.map { ($0.rawValue, value(of: $0) ?? .null) })
    }
}

extension RunSummary: RunFields {
    package func value(of column: RunColumn) -> OutputValue? {
        switch column {
        case .run: .integer(run)
        case .uuid: .text(uuid)
        case .revision: .integer(Int64(revision))
        case .trigger: .text(trigger)
        case .shard: OutputValue(shard)
        case .plan, .state, .items, .succeeded, .failed, .unknown, .skipped, .pending, .attempts, .startedAt,
            .finishedAt, .stopReason:
            ShardSum([self]).value(of: column)
        }
    }
}

/// Shards have no number, revision and so on in common.
extension ShardSum: RunFields {
    package func value(of column: RunColumn) -> OutputValue? {
        switch column {
        case .run, .uuid, .revision, .trigger, .shard: nil
        case .plan: .text(plan)
        case .state: .text(state.rawValue)
        case .items, .succeeded, .failed, .unknown, .skipped, .pending, .attempts:
            tally.count(of: column).map { .integer(Int64($0)) }
        case .startedAt: .text(Timestamp.text(microseconds: startedAt))
        case .finishedAt: OutputValue(finishedAt.map(Timestamp.text(microseconds:)))
        case .stopReason: OutputValue(stopReason)
        }
    }
}
