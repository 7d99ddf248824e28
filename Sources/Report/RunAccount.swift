import Foundation
package import Journal
import Model

/// What became of one run, or of the shards of one, in sums: it takes the same memory for a million items as for ten.
@dynamicMemberLookup
package struct RunAccount: Sendable {
    package let sum: ShardSum
    package private(set) var answers: [JournalReader.Answered: Int] = [:]
    package private(set) var latency = LatencyHistogram()
    package private(set) var timeline: Timeline
    package private(set) var attemptCounts: [Int: Int] = [:]
    package private(set) var causes: [JournalReader.Cause] = []
    package private(set) var apps: [JournalReader.App] = []
    package private(set) var appCount = 0
    /// Microseconds since 1970 in UTC.
    package let madeAt: Int64

    /// Apps that a report lists; the others are counted.
    package static let maxApps = 500

    /// - Parameter sources: A record for each shard, and the run in it; not empty.
    /// - Throws: `JournalError`.
    package init(_ sources: [(record: JournalReader, run: Int64)]) throws {
        madeAt = Date.now.wholeMicroseconds
        sum = ShardSum(try sources.map { try $0.record.head($0.run) })
        timeline = Timeline(start: sum.startedAt, end: sum.finishedAt ?? madeAt)
        for source in sources { try add(source.record, source.run) }
        causes.sort { $0.count > $1.count }
        apps = Array(
            apps.sorted { ($0.failed + $0.unknown, $0.items) > ($1.failed + $1.unknown, $1.items) }
                .prefix(Self.maxApps))
    }

    private mutating func add(_ record: JournalReader, _ run: Int64) throws {
        try record.forEachAttempt(of: run) { started, duration, answered in
            timeline.depart(at: started)
            latency.add(duration)
            answers[answered, default: 0] += 1
        }
        for (stretch, state, count) in try record.finishes(of: run, start: timeline.start, width: timeline.width) {
            timeline.finish(count, state, in: stretch)
        }
        for (attempts, items) in try record.attemptCounts(of: run) { attemptCounts[attempts, default: 0] += items }
        for cause in try record.causes(of: run) { add(cause) }
        // An app's secrets may lie in several shards.
        for app in try record.apps(of: run, maximum: Self.maxApps) { add(app) }
        appCount = max(apps.count, appCount + (try record.appCount(of: run)))
    }

    private mutating func add(_ cause: JournalReader.Cause) {
        let same = causes.firstIndex {
            $0.kind == cause.kind && $0.statusCode == cause.statusCode && $0.state == cause.state
                && $0.isInDoubt == cause.isInDoubt
        }
        if let same { causes[same].count += cause.count } else { causes.append(cause) }
    }

    private mutating func add(_ app: JournalReader.App) {
        guard let same = apps.firstIndex(where: { $0.id == app.id }) else { return apps.append(app) }
        let other = apps[same]
        apps[same] = JournalReader.App(
            id: app.id, name: app.name ?? other.name, items: app.items + other.items,
            succeeded: app.succeeded + other.succeeded,
            failed: app.failed + other.failed, unknown: app.unknown + other.unknown,
            attempts: app.attempts + other.attempts)
    }

    package subscript<T>(dynamicMember path: KeyPath<ShardSum, T>) -> T { sum[keyPath: path] }

    package var seconds: Double { Double(Moment.microseconds(from: sum.startedAt, to: sum.finishedAt ?? madeAt)) / 1e6 }
}

extension JournalReader.Cause {
    /// What to do about it. A value that may be in place may be so whatever the reason; only the same value may follow it.
    /// - Parameter run: the number that the commands take; `nil` where a report is of several runs.
    func remedy(run: Int64?) -> String {
        guard isInDoubt, state != .skipped else { return kind?.remedy(run: run) ?? "" }
        let number = run.map { " \($0)" } ?? ""
        return "the value may be in place; `rekey retry\(number)` sends the same one again"
    }

    /// Which command continues once it is fixed.
    var nextStep: NextStep { isInDoubt ? .retry : kind?.nextStep ?? .retry }
}
