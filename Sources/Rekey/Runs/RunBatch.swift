package import Journal

/// The results of several runs, the runs that wait for a decision, and the plans that could not be run.
package struct RunBatch: Sendable {
    package var results: [RunResult]
    /// Runs of earlier calls that wait for a decision.
    package var waiting: [WaitingRun] = []
    /// Plans that could not be run, and why.
    package var failures: [(plan: String, error: any Error)] = []

    package init(_ results: [RunResult] = []) {
        self.results = results
    }

    /// Whether the user asked to stop, so that no further run should start.
    var wasInterrupted: Bool { results.last?.wasInterrupted ?? false }
}
