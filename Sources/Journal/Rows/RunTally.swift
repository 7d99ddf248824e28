package import Model

/// How the items of a run stand.
package struct RunTally: Sendable, Equatable {
    package var items = 0
    package var succeeded = 0
    package var failed = 0
    package var unknown = 0
    package var skipped = 0
    package var attempts = 0

    package init() {}

    package var finished: Int { succeeded + failed + unknown + skipped }
    package var pending: Int { items - finished }

    package mutating func add(_ other: RunTally) {
        items += other.items
        succeeded += other.succeeded
        failed += other.failed
        unknown += other.unknown
        skipped += other.skipped
        attempts += other.attempts
    }

    package mutating func count(_ end: ItemState) {
        switch end {
        case .succeeded: succeeded += 1
        case .failed: failed += 1
        case .unknown: unknown += 1
        case .skipped: skipped += 1
        case .pending, .prepared, .sending: break
        }
    }
}
