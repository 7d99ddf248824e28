package import Clock
import Synchronization

/// What a run is busy with, readable by a thread that is not the run's.
package final class RunActivity: Sendable {
    private let run = Atomic<Int64>(0)
    private let steps = Atomic<Int>(0)
    private let underway = Atomic<Int>(0)
    private let wakesAt = Atomic<Int64>(0)

    package init() {}

    /// What a run is doing at one moment.
    package struct Snapshot: Sendable {
        /// `nil` between runs.
        package var run: Int64?
        /// Grows with all that happens.
        package var steps: Int
        /// Requests, programs, commits and pauses that have begun and not ended.
        package var underway: Int
        /// When the next request may leave, where all wait for that.
        package var wakesAt: Instant?

        package init(run: Int64?, steps: Int, underway: Int, wakesAt: Instant?) {
            self.run = run
            self.steps = steps
            self.underway = underway
            self.wakesAt = wakesAt
        }
    }

    package var snapshot: Snapshot {
        let run = run.load(ordering: .relaxed)
        let wakesAt = wakesAt.load(ordering: .relaxed)
        return Snapshot(
            run: run == 0 ? nil : run, steps: steps.load(ordering: .relaxed),
            underway: underway.load(ordering: .relaxed), wakesAt: wakesAt == 0 ? nil : Instant(nanoseconds: wakesAt))
    }

    // MARK: What a run says

    func begin(run id: Int64) {
        run.store(id, ordering: .relaxed)
        wait(until: nil)
    }

    func end() {
        run.store(0, ordering: .relaxed)
        wait(until: nil)
    }

    /// Something of which the run hears the end begins.
    func enter() {
        steps.add(1, ordering: .relaxed)
        underway.add(1, ordering: .relaxed)
    }

    func leave() {
        steps.add(1, ordering: .relaxed)
        underway.subtract(1, ordering: .relaxed)
    }

    /// Nothing may leave before this moment; `nil` where no moment is waited for.
    func wait(until moment: Instant?) {
        wakesAt.store(moment?.nanoseconds ?? 0, ordering: .relaxed)
    }

    func during<T>(
        isolation: isolated (any Actor)? = #isolation, _ body: () async throws -> T
    ) async rethrows -> T {
        enter()
        defer { leave() }
        return try await body()
    }
}
