package import Journal

/// Several runs, what waits for a person, and what kept a plan from being run at all.
package struct RunBatch: Sendable {
    package var results: [RunResult]
    /// Runs of earlier calls that wait for somebody.
    package var waiting: [WaitingRun] = []
    /// Plans that could not be run, and why.
    package var failures: [(plan: String, error: any Error)] = []

    package init(_ results: [RunResult] = []) {
        self.results = results
    }

    /// Whether the user asked to stop, so that no further run should begin.
    var wasInterrupted: Bool { results.last?.wasInterrupted ?? false }
}
