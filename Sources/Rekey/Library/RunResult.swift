package import Engine
package import Journal

/// One run's session and how it ended.
package struct RunResult: Sendable {
    package let ending: RunEnding
    /// What the record said of the run when the session had ended.
    package let summary: RunSummary

    package var run: Int64 { summary.run }
}
