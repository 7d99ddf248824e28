package import Journal

/// What a look at the set-up fails with where a scheduled run waits for somebody.
package struct WaitingRunError: Error, CustomStringConvertible {
    package let run: WaitingRun

    package var description: String { run.text }
}
