package import Journal

/// The error of a check if a scheduled run waits for a decision.
package struct WaitingRunError: Error, CustomStringConvertible {
    package let run: WaitingRun

    package var description: String { run.text }
}
