package import Clock

/// Finds a run that waits for nothing and does not end: nobody is left who could let it go on.
///
/// It counts looks and not time, so that a process that was stopped, or a machine that slept, makes no difference.
package struct StallDetector: Sendable {
    private let limit: Int
    private var quiet = 0
    private var steps = 0

    /// - Parameter limit: how many looks in a row must find nothing.
    package init(limit: Int) {
        self.limit = limit
    }

    /// One look, at even intervals. - Returns: whether the run will not move again.
    package mutating func look(_ run: RunActivity.Snapshot, at now: Instant) -> Bool {
        defer { steps = run.steps }
        let waits = run.underway > 0 || run.wakesAt.map { $0 > now } ?? false
        guard run.run != nil, !waits, run.steps == steps else {
            quiet = 0
            return false
        }
        quiet += 1
        return quiet >= limit
    }
}
