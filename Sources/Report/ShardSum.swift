package import Journal
package import Model

/// The shards of a run as one. A single run is the sum of one.
package struct ShardSum: Sendable {
    /// Not empty.
    package let heads: [RunSummary]

    package init(_ heads: [RunSummary]) {
        self.heads = heads
    }

    package var plan: String { Set(heads.map(\.plan)).sorted().joined(separator: ", ") }

    package var tally: RunTally { heads.reduce(into: RunTally()) { sum, head in sum.add(head.tally) } }

    /// Of the succeeded, those whose secret did not exist before.
    package var created: Int { heads.reduce(0) { $0 + $1.created } }

    /// Failed and unknown items whose values may be in place.
    package var inDoubt: Int { heads.reduce(0) { $0 + $1.inDoubt } }

    /// Items that have not ended, whose request left and whose answer was not seen.
    package var underWay: Int { heads.reduce(0) { $0 + $1.underWay } }

    /// Microseconds since 1970 in UTC.
    package var startedAt: Int64 { heads.map(\.startedAt).min() ?? 0 }

    /// `nil` while one of them is under way.
    package var finishedAt: Int64? {
        heads.contains { $0.finishedAt == nil } ? nil : heads.compactMap(\.finishedAt).max()
    }

    /// The one that needs a person most.
    package var state: RunState {
        let order: [RunState] = [.running, .interrupted, .stopped, .failed, .cancelled, .succeeded]
        return order.first { state in heads.contains { $0.state == state } } ?? .succeeded
    }

    package var stopReason: String? {
        let reasons = Set(heads.compactMap(\.stopReason)).sorted()
        return reasons.isEmpty ? nil : reasons.joined(separator: "; ")
    }

    /// Requests a second that the limits of all together allow; `nil` where one has none. A shard has its share.
    package var rate: Double? {
        heads.reduce(0 as Double?) { sum, head in
            let shares = head.shard.flatMap { $0.split(separator: "/").last.flatMap { Double($0) } } ?? 1
            guard let sum, let rate = head.rate else { return nil }
            return sum + rate / shares
        }
    }

    /// The number that commands take, where there is one run alone.
    package var run: Int64? { heads.count == 1 ? heads.first?.run : nil }
}
